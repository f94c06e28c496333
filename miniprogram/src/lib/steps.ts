/** The steps of a matter as lines of a timeline, told to its author or to staff. */
import type { Message, Step } from '@/api/types'
import type { TimelineItem } from '@/components/Timeline.vue'
import type { IconName } from '@/lib/icons'
import { happened, promised } from '@/lib/say'
import { zh } from '@/words/zh'

const LOOKS: Record<string, { icon: IconName; tone: TimelineItem['tone'] }> = {
  submit: { icon: 'pen', tone: '' },
  accept: { icon: 'tick', tone: 'ok' },
  reply: { icon: 'message', tone: 'go' },
  rate: { icon: 'smile', tone: '' },
  conclude: { icon: 'done', tone: 'ok' },
  hand_back: { icon: 'home', tone: '' },
  ask: { icon: 'pen', tone: '' },
  supplement: { icon: 'plus', tone: '' },
  shelve: { icon: 'clock', tone: '' },
  restore: { icon: 'undo', tone: 'go' },
  reject: { icon: 'arrow', tone: '' },
  appeal: { icon: 'flag', tone: '' },
  withdraw: { icon: 'undo', tone: '' },
  progress: { icon: 'info', tone: 'go' },
  narrow: { icon: 'lock', tone: '' },
  hand_up: { icon: 'flag', tone: '' },
  assign: { icon: 'building', tone: 'go' },
  sign: { icon: 'tick', tone: 'ok' },
  unit_return: { icon: 'swap', tone: '' },
  extend: { icon: 'clock', tone: '' },
  sign_off: { icon: 'message', tone: 'go' },
  fulfil: { icon: 'done', tone: 'ok' },
  wake: { icon: 'again', tone: '' },
  reopen: { icon: 'again', tone: '' },
  convert: { icon: 'file', tone: 'go' },
  forward: { icon: 'swap', tone: 'go' },
}
/** Their words stand above as the answer, or as what was written. */
const TOLD_ABOVE = ['reply', 'sign_off', 'submit']
const WITH_US = ['accepted', 'assigned', 'handling', 'unit_returned', 'reworking']

export type Teller = 'author' | 'staff'

function words(step: Step, message: Message, teller: Teller): string {
  const by = step.by ?? zh.case.steps.nobody
  const [author, staff] = [zh.case.steps, zh.handle.steps]
  const told: Record<string, [forAuthor: string, forStaff: string]> = {
    submit: [author.submit(message.deputy?.name ?? null), staff.submit],
    accept: [author.accept(by), staff.accept(by)],
    reply: [author.reply(by), staff.reply(by)],
    rate: [author.rate(by), staff.rate],
    conclude: [author.conclude, staff.conclude],
    hand_back: [author.handBack, staff.handBack],
    ask: [author.ask(by), staff.ask(by)],
    supplement: [author.supplement, staff.supplement],
    shelve: [author.shelve, staff.shelve],
    restore: [author.restore, staff.restore],
    reject: [author.reject(by), staff.reject(by)],
    appeal: [author.appeal, staff.appeal],
    withdraw: [author.withdraw, staff.withdraw],
    progress: [author.progress(by), staff.progress(by)],
    narrow: [author.narrow, staff.narrow],
    hand_up: [author.handUp(by), staff.handUp(by)],
    assign: [author.assign(by), staff.assign(by)],
    sign: [author.sign(by), staff.sign(by)],
    unit_return: [author.unitReturn(by), staff.unitReturn(by)],
    extend: [author.extend, staff.extend(by)],
    sign_off: [author.reply(by), staff.reply(by)],
    fulfil: [author.fulfil(by), staff.fulfil(by)],
    wake: [author.wake, staff.wake],
    reopen: [author.reopen(by), staff.reopen(by)],
    convert: [author.convert(by), staff.convert(by)],
    forward: [author.forward(by), staff.forward(by)],
  }
  const pair = told[step.action] ?? [author.other(by), staff.other(by)]
  return teller === 'author' ? pair[0] : pair[1]
}

function coming(message: Message): TimelineItem[] {
  const when = promised(message.promised_on)
  if (message.status === 'submitted') return [{ what: zh.case.comingRead, when, icon: 'eye', isNext: true }]
  if (WITH_US.includes(message.status)) return [{ what: zh.case.comingReply, when, icon: 'message', isNext: true }]
  return []
}

export function timelineOf(message: Message, teller: Teller): TimelineItem[] {
  const newest = [...message.steps].reverse()
  const past = newest.map((step, at): TimelineItem => {
    const look = LOOKS[step.action] ?? { icon: 'arrow', tone: '' }
    return {
      what: words(step, message, teller),
      when: happened(step.at),
      why: TOLD_ABOVE.includes(step.action) ? null : step.text,
      icon: look.icon,
      tone: at === 0 ? 'now' : look.tone,
    }
  })
  return [...coming(message), ...past]
}
