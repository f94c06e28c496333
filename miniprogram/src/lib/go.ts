/** Going from page to page, and the addresses of the pages, in one place. */
import { withQuery } from '@/api/http'

export const PATHS = {
  home: '/pages/home/index',
  find: '/pages/find/index',
  enter: '/pages/enter/index',
  station: '/pages/station/index',
  deputy: '/pages/deputy/index',
  compose: '/pages/compose/index',
  sent: '/pages/sent/index',
  my: '/pages/my/index',
  case: '/pages/case/index',
  followed: '/pages/followed/index',
  scan: '/pages/scan/index',
  signIn: '/pages/sign-in/index',
  notices: '/pages/notices/index',
  noticeChoices: '/pages/notice-choices/index',
  myData: '/pages/my-data/index',
  feedback: '/pages/feedback/index',
  blocked: '/pages/blocked/index',
  today: '/deputy/today/index',
  letters: '/deputy/inbox/index',
  dutyConfirm: '/deputy/duty-confirm/index',
  dutyFile: '/deputy/duty-file/index',
  dutyRecord: '/deputy/duty/index',
  dutyWrite: '/deputy/duty-write/index',
  face: '/deputy/face/index',
  bind: '/deputy/bind/index',
  suggestions: '/deputy/suggestions/index',
  suggestion: '/deputy/suggestion/index',
  suggestionWrite: '/deputy/suggestion-write/index',
  report: '/pages/report/index',
  ownReport: '/deputy/report/index',
  agree: '/pages/agree/index',
  mediation: '/pages/mediation/index',
  contact: '/pages/contact/index',
  contacts: '/deputy/contacts/index',
  diary: '/deputy/diary/index',
  visit: '/deputy/visit/index',
  questions: '/deputy/questions/index',
  meet: '/manager/meet/index',
  inbox: '/manager/inbox/index',
  handle: '/manager/case/index',
  lead: '/manager/lead/index',
  mediationTables: '/manager/mediations/index',
  mediationTable: '/manager/mediation/index',
  activities: '/manager/activities/index',
  factor: '/manager/factor/index',
  door: '/manager/door/index',
  ownStation: '/manager/station/index',
  verify: '/manager/verify/index',
  waitingRecord: '/manager/record/index',
  activity: '/manager/activity/index',
  plannedVisits: '/manager/visits/index',
  plannedVisit: '/manager/visit/index',
} as const

export type PageName = keyof typeof PATHS
export type Query = Record<string, string | null | undefined>

export const pathOf = (page: PageName, query: Query = {}) => withQuery(PATHS[page], query)

export function go(page: PageName, query: Query = {}): void {
  uni.navigateTo({ url: pathOf(page, query) })
}

/** In the place of this page: the way back skips it. */
export function replace(page: PageName, query: Query = {}): void {
  uni.redirectTo({ url: pathOf(page, query) })
}

/** A new beginning: no way back. */
export function restart(page: PageName, query: Query = {}): void {
  uni.reLaunch({ url: pathOf(page, query) })
}

/** Back, or to a safe place where there is no page before this one. */
export function back(otherwise: PageName = 'home'): void {
  if (getCurrentPages().length > 1) uni.navigateBack({ delta: 1 })
  else restart(otherwise)
}
