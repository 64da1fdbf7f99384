// The client of the bench of bound controls: moves a hundred routes at a steady rate, and times each answer by its route.
import { createSocket } from 'node:dgram'
import { routeMessage } from './bound-show.ts'

export interface RoutePing {
  readonly port: number
  readonly routes: number
  readonly count: number
  /** Messages a second of all routes together; each is moved in its turn. */
  readonly rate: number
}

const ANSWERED_WITHIN_MS = 10_000
/** `/in/042`, and what comes back has the number at the same place. */
const NUMBER_AT = 4

const socket = createSocket({ type: 'udp4', lookup: (host, _options, found) => found(null, host, 4) })
socket.bind(0, '127.0.0.1', () => process.send?.(socket.address().port))

/** Never the same twice in a row, nor what was left by the question before. */
let moves = 0

function measure({ port, routes, count, rate }: RoutePing): void {
  const messages = Array.from({ length: routes }, (_, route) => routeMessage(route))
  const sentAt = new Float64Array(routes)
  const times = new Float64Array(count)
  const beganAt = performance.now()
  let [sent, answered] = [0, 0]
  const late = setTimeout(() => {
    throw new Error(`${count - answered} of ${count} messages to port ${port} were not answered`)
  }, ANSWERED_WITHIN_MS)
  const hear = (answer: Buffer): void => {
    const route = Number(answer.toString('latin1', NUMBER_AT, NUMBER_AT + 3))
    times[answered] = performance.now() - (sentAt[route] as number)
    sentAt[route] = 0
    answered += 1
    if (answered < count) return
    clearTimeout(late)
    clearInterval(turn)
    socket.off('message', hear)
    process.send?.([...times])
  }
  const turn = setInterval(() => {
    const due = Math.min(count, Math.floor(((performance.now() - beganAt) * rate) / 1000))
    for (; sent < due; sent += 1) {
      const route = sent % routes
      // Where the client itself was held up: of two values at once only the later would be sent on.
      if (sentAt[route] !== 0) return
      const message = messages[route] as Buffer
      moves += 1
      message.writeFloatBE((moves % 9973) / 9973, message.length - 4)
      sentAt[route] = performance.now()
      socket.send(message, port, '127.0.0.1')
    }
  }, 1)
  socket.on('message', hear)
}

process.on('message', measure)
