// As what an event may go before all that waits.

export type Ahead = 'panic' | 'stop'
