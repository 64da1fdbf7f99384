// What the kernel's driver asks a DualShock 4 for before it lets it in: calibration, firmware, address.

export const DUALSHOCK_FEATURES = {
  0x02: calibration(),
  0xa3: Buffer.concat([Buffer.from([0xa3]), Buffer.alloc(48, 1)]),
  0x12: Buffer.from('12010203040506082500000000000000', 'hex'),
  0x81: Buffer.from('81010203040506', 'hex'),
}

function calibration(): Buffer {
  const report = Buffer.alloc(37)
  report[0] = 0x02
  const values = [
    0, 0, 0, 8800, 8700, 8600, -8600, -8700, -8800, 540, 540, 8190, -8195, 8200, -8205, 8210, -8215,
  ]
  for (const [index, value] of values.entries()) report.writeInt16LE(value, 1 + 2 * index)
  return report
}
