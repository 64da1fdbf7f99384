import { expect, test } from 'vitest'
import { audienceActions } from '../../../../renderer/state/audience-actions.ts'
import { fault } from '../../../../shared/base/result.ts'
import { openDesk } from '../../../support/open-desk.ts'

const SHOWN = { text: 'Five minutes', by: 'FOH', at: 0, time: 0, until: null }

test('a message is sent with its time, and the form is empty for the next one', async () => {
  const { desk, sent, settle } = openDesk()
  const { messageForm: form } = desk
  form.open()
  expect(form.mayBeSent).toBe(false)
  form.text = 'Five minutes'
  form.seconds = 'soon'
  expect(form.mayBeSent).toBe(false)
  form.seconds = '30'
  const sending = form.send()
  expect(sent()).toEqual([['message.show', { text: 'Five minutes', seconds: 30 }]])
  await settle({ text: 'Five minutes', seconds: 30 })
  await sending
  expect([form.isOpen, form.text, form.seconds]).toEqual([false, '', ''])
})

test('one that is refused stays to be mended, and one that was not sent is there the next time', async () => {
  const { desk, refuse } = openDesk()
  const { messageForm: form } = desk
  form.open()
  form.text = 'Five minutes'
  const sending = form.send()
  await refuse(fault('access/role', 'message.show', 'it needs the role “operate”', 'ask'))
  await sending
  expect([form.isOpen, form.refusal?.code]).toEqual([true, 'access/role'])
  form.close()
  form.open()
  expect([form.text, form.refusal]).toEqual(['Five minutes', null])
})

test('what is shown already is there to be changed', () => {
  const { desk, tell } = openDesk()
  tell('message', { message: SHOWN })
  desk.messageForm.open()
  expect(desk.messageForm.text).toBe('Five minutes')
})

test('the message is taken away only where there is one, and pages are opened only from a browser', () => {
  const { desk, sent, tell } = openDesk()
  const opened: string[] = []
  const actions = audienceActions(desk, (hash) => opened.push(hash))
  const clear = actions.find(({ id }) => id === 'message.clear')
  expect(clear?.when?.()).toBe('There is no message')
  tell('message', { message: SHOWN })
  expect(clear?.when?.()).toBe(null)
  clear?.run('')
  expect(sent()).toEqual([['message.clear', {}]])
  for (const { id, run } of actions) if (id.startsWith('page.')) run('')
  expect(opened).toEqual(['#remote', '#countdown'])
  expect(audienceActions(desk, null).map(({ id }) => id)).toEqual(['message.write', 'message.clear'])
})
