// Stands in for the electron package in tests: importing the real one starts a download.
export default {}
