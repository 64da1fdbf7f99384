import { describe, expect, test } from 'vitest'
import { DrawLoop } from '../../../../renderer/components/draw-loop.ts'
import type { PageTime } from '../../../../renderer/components/draw-loop.ts'

/** A page whose time is moved by hand; it repaints 60 times a second while it is seen. */
class Page implements PageTime {
  #now = 0
  #waiting: { at: number; run: () => void; frame: boolean }[] = []
  hidden = false
  frames = 0

  now = (): number => this.#now

  after(ms: number, run: () => void): () => void {
    return this.#wait(this.#now + ms, run, false)
  }

  nextFrame(run: () => void): () => void {
    return this.#wait(this.#now + 16, run, true)
  }

  get waiting(): number {
    return this.#waiting.length
  }

  pass(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const [next] = this.#waiting
        .filter(({ frame }) => !frame || !this.hidden)
        .toSorted((a, b) => a.at - b.at)
      if (next === undefined || next.at > end) break
      this.#waiting = this.#waiting.filter((one) => one !== next)
      this.#now = Math.max(this.#now, next.at)
      this.frames += 1
      next.run()
    }
    this.#now = end
  }

  #wait(at: number, run: () => void, frame: boolean): () => void {
    const one = { at, run, frame }
    this.#waiting.push(one)
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== one)
    }
  }
}

describe('the draw loop', () => {
  const setUp = () => {
    const page = new Page()
    return { page, loop: new DrawLoop(page) }
  }

  test('draws what is new before the next repaint, and then as often as it changes', () => {
    const { page, loop } = setUp()
    let drawings = 0
    loop.add(() => {
      drawings += 1
      return 250
    })
    expect(drawings).toBe(0)
    page.pass(16)
    expect(drawings).toBe(1)
    page.pass(1000)
    expect(drawings).toBe(5)
  })

  test('a thing that stands still costs a look a second', () => {
    const { page, loop } = setUp()
    loop.add(() => Infinity)
    page.pass(10_016)
    expect(page.frames).toBe(11)
  })

  test('what is due at about the same time is drawn at once', () => {
    const { page, loop } = setUp()
    for (const lasts of [100, 105, 95, 112]) loop.add(() => lasts)
    page.pass(10_000)
    expect(page.frames).toBeLessThan(125)
  })

  test('what moves faster than the screen is drawn once a repaint', () => {
    const { page, loop } = setUp()
    loop.add(() => 0)
    page.pass(1600)
    expect(page.frames).toBe(100)
  })

  test('waits for nothing once nothing is left to be drawn', () => {
    const { page, loop } = setUp()
    const one = loop.add(() => 100)
    const other = loop.add(() => Infinity)
    page.pass(500)
    one()
    other()
    expect(page.waiting).toBe(0)
  })

  test('what is shown already is looked at when it may be another, and not before', () => {
    const { page, loop } = setUp()
    let drawings = 0
    loop.add(() => {
      drawings += 1
      return 500
    }, 500)
    page.pass(499)
    expect([drawings, page.frames]).toEqual([0, 0])
    page.pass(1)
    expect(drawings).toBe(1)
  })

  test('what lets go of itself while it is drawn is not drawn again', () => {
    const { page, loop } = setUp()
    let drawings = 0
    const stop = loop.add(() => {
      drawings += 1
      stop()
      return 0
    })
    page.pass(1000)
    expect(drawings).toBe(1)
    expect(page.waiting).toBe(0)
  })

  test('something new is not made to wait for what is due later', () => {
    const { page, loop } = setUp()
    loop.add(() => Infinity)
    page.pass(100)
    let drawings = 0
    loop.add(() => {
      drawings += 1
      return Infinity
    })
    page.pass(16)
    expect(drawings).toBe(1)
  })

  test('draws nothing while the page gives no frames', () => {
    const { page, loop } = setUp()
    page.hidden = true
    let drawings = 0
    loop.add(() => {
      drawings += 1
      return 0
    })
    page.pass(10_000)
    expect(drawings).toBe(0)
    page.hidden = false
    page.pass(1)
    expect(drawings).toBe(1)
  })
})
