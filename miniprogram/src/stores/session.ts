import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { platform } from '#platform'
import { useBearer, useFactorPage, useRenewal } from '@/api/http'
import * as api from '@/api/sessions'
import type { Account, Grant, Session } from '@/api/types'
import { go, restart, type PageName } from '@/lib/go'
import { forget, keep, kept } from '@/lib/storage'

interface Kept extends Session { guest: boolean; openid: string | null }

const STAFF = ['liaison', 'station_head']

/** Who holds the phone. Looking needs nobody; sending makes a guest by itself; staff sign in. */
export const useSession = defineStore('session', () => {
  const token = ref<string | null>(null)
  const account = ref<Account | null>(null)
  const isGuest = ref(false)
  /** Only with the demo loaded: which person of the sandbox was chosen. */
  const openid = ref<string | null>(null)
  /** How many matters wait for this person; the tab bar shows it. */
  const waiting = ref(0)

  const role = computed(() => account.value?.current?.role ?? 'resident')
  const isDeputy = computed(() => role.value === 'deputy')
  const isStaff = computed(() => STAFF.includes(role.value))
  /** Out of office: a resident again, who may still read the own file. */
  const isFormer = computed(() => role.value === 'former_deputy')
  const isResident = computed(() => !isDeputy.value && !isStaff.value)
  const home = computed<PageName>(() => (isDeputy.value ? 'today' : isStaff.value ? 'inbox' : 'home'))

  function remember(session: Session, guest: boolean, person: string | null = null): void {
    token.value = session.token
    account.value = session.account
    isGuest.value = guest
    openid.value = person
    waiting.value = 0
    useBearer(session.token)
    keep('session', { ...session, guest, openid: person } satisfies Kept)
  }

  function clear(): void {
    token.value = null
    account.value = null
    isGuest.value = false
    openid.value = null
    waiting.value = 0
    useBearer(null)
    forget('session')
  }

  async function enter(proof: api.Proof, person: string | null = null): Promise<void> {
    remember(await api.signIn(proof), 'guest' in proof || 'number' in proof, person)
  }

  /** Silent: WeChat says who it is; a browser becomes a guest. */
  async function silently(): Promise<void> {
    const code = await platform.login()
    await enter(code ? { wechat_code: code } : { guest: true })
  }

  async function ensure(): Promise<void> {
    if (!token.value) await silently()
  }

  /** After a refused token: WeChat and guests begin again by themselves, staff must sign in. */
  async function renew(): Promise<string | null> {
    const again = platform.name === 'mp' || isGuest.value
    clear()
    if (!again) return null
    await silently()
    return token.value
  }

  function restore(): void {
    useRenewal(renew)
    useFactorPage(() => go('factor'))
    const last = kept<Kept>('session')
    if (!last || Date.parse(last.expires_at) < Date.now()) return
    token.value = last.token
    account.value = last.account
    isGuest.value = last.guest
    openid.value = last.openid
    useBearer(last.token)
  }

  function adopt(next: Account): void {
    account.value = next
    const last = kept<Kept>('session')
    if (last) keep('session', { ...last, account: next })
  }

  async function switchTo(grant: Grant): Promise<void> {
    adopt((await api.takeIdentity(grant)).account)
    waiting.value = 0
  }

  async function bound(session: Session, person: string | null): Promise<void> {
    remember(session, false, person)
  }

  async function leave(): Promise<void> {
    await api.signOut().catch(() => undefined)
    clear()
    forget('draft')
    forget('verdicts')
    forget('receipt')
    forget('appeal')
    restart('home')
  }

  return {
    token, account, isGuest, openid, waiting, role, isDeputy, isStaff, isFormer, isResident, home,
    enter, ensure, silently, restore, switchTo, bound, leave, adopt,
  }
})
