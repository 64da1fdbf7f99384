// Why a client of the web or the contract was refused something, or cut off, in the words of the warning.

export const TURNED_AWAY = {
  'client.untaken': 'clients that did not take what they were sent were cut off',
  'client.noPlace': 'clients found no place',
  'client.displaced': 'clients that asked for nothing gave their place to others',
  'client.wordless': 'clients that asked for nothing were cut off',
  'client.tooFast': 'commands of clients that send too fast were refused',
  'client.tooLarge': 'frames above the limit were refused',
  'client.tooManyQuestions': 'questions of clients that do not wait for answers were refused',
  'http.displaced': 'connections that asked for nothing gave their place to others',
  'http.noPlace': 'connections found no place',
  'http.crowd': 'requests were refused of addresses that open connections by the hundred',
  'http.late': 'requests did not arrive whole in time',
  'http.untaken': 'connections that did not take their answer were cut off',
  'http.tooManyAtOnce': 'connections that asked without waiting for answers were cut off',
  'http.busy': 'requests were refused because too much was asked for and not taken',
  'http.downloads': 'downloads were refused because others are under way',
} as const

export type TurnedAway = keyof typeof TURNED_AWAY
