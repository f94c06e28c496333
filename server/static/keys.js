/** Single keys of the desk (console README, "Keyboard"): off inside fields, in dialogs, and when switched off. */

import { drop, isEarly, isField, isPlain, keep, keepEarly, note, whenItStands } from './early.js'
import { clear, picked, toggle } from './select.js'

const items = () => [...document.querySelectorAll('[data-item]')]
const current = () => items().find((item) => item.getAttribute('aria-current') === 'true')

function move(step) {
  const all = items()
  const next = all[all.indexOf(current()) + step]
  if (!next) return
  next.focus({ preventScroll: true })
  next.click()
}

const whole = () => document.querySelector('[data-whole]')?.click()
/** Keys may come faster than letters: a step waits until the letter of the current line is open, never taking the last one's. */
const isOpen = () => {
  const pane = document.querySelector('#read')
  return !pane || !current() || current().dataset.item === pane.dataset.openItem
}

/** While lines are chosen, a key is for all of them. */
function press(key) {
  if (picked().length) return document.querySelector(`[data-bulk-key="${key}"]`)?.click()
  document.querySelector(`[data-key="${key}"]`)?.click()
}

const pick = (isShift) => toggle(current()?.dataset.item, isShift)

function answer() {
  const field = document.querySelector('#reply-text')
  field?.scrollIntoView({ block: 'center' })
  field?.focus()
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: whole,
  a: (isShift) => press(isShift ? 'Shift A' : 'A'),
  b: () => press('B'),
  e: () => press('E'),
  f: () => press('F'),
  n: () => press('N'),
  m: () => press('M'),
  t: () => press('T'),
  z: () => document.querySelector('[data-key="Z"]')?.click(),
  x: pick,
  ';': () => press(';'),
  '；': () => press(';'),
  r: answer,
  '/': () => document.querySelector('[data-find]')?.focus(),
  '?': () => document.querySelector('#keys-help')?.showModal(),
}

/** The second key after G. */
const PLACES = { i: '/console/inbox', w: '/console/walk-in' }
let isGoing = false

function go(key) {
  isGoing = false
  if (!(key in PLACES)) return false
  const link = document.querySelector(`a[href="${PLACES[key]}"]`)
  link?.click()
  return Boolean(link)
}

/** What is done with a letter, or with all that are chosen; the others move about, or do not mind which is open. */
const OF_THE_LETTER = [...'oabefnmtr;；']

/** Whether the key could be taken: one that is for a letter waits until that letter is open. */
function act(key, isShift) {
  const name = key.toLowerCase()
  if (OF_THE_LETTER.includes(name) && !picked().length && !isOpen()) return false
  if (isGoing && go(name)) return true
  isGoing = name === 'g'
  KEYS[name]?.(isShift)
  return true
}

function send(event) {
  if (event.target.matches('form[data-draft] textarea')) {
    event.preventDefault()
    const own = event.target.closest('dialog')?.querySelector('footer button:not([type="button"])')
    if (own) own.click()
    else event.target.form.requestSubmit()
  } else if (!document.querySelector('dialog[open]')) {
    press('Ctrl Enter')
  }
}

const isOff = (event) =>
  document.body.dataset.keys === 'off' || isField(event.target) || document.querySelector('dialog[open]')

document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return send(event)
  if (event.key === 'Escape') return shut(event)
  if (!isPlain(event) || document.body.dataset.keys === 'off') return
  if (isEarly(event)) {
    event.preventDefault()
    return keepEarly(event)
  }
  const key = event.key.toLowerCase()
  if (key.length > 1 || isOff(event) || !(key in KEYS || key === 'g' || isGoing)) return
  event.preventDefault()
  if (OF_THE_LETTER.includes(key)) {
    if (event.repeat) return
    note(event)
  }
  if (!act(event.key, event.shiftKey)) keep(event.key, event.shiftKey)
})

function shut(event) {
  drop()
  const menu = document.querySelector('details.menu[open]')
  if (menu) {
    menu.open = false
    menu.querySelector('summary').focus()
  } else if (isField(event.target)) {
    event.target.blur()
  } else if (!document.querySelector('dialog[open]')) {
    clear()
  }
}

function point(item) {
  for (const other of items()) other.removeAttribute('aria-current')
  item.setAttribute('aria-current', 'true')
  item.scrollIntoView({ block: 'nearest' })
}

document.addEventListener('click', (event) => {
  const item = event.target.closest?.('[data-item]')
  if (item) point(item)
  const goer = event.target.closest?.('[data-go]')
  if (goer) move(goer.dataset.go === 'next' ? 1 : -1)
  if (event.target.closest?.('[data-key="R"]')) {
    event.preventDefault()
    answer()
  }
})

/** The list marks what the right pane shows, and keeps it in sight. */
function mark() {
  const pane = document.querySelector('#read')
  if (!pane) return
  const open = items().find((item) => item.dataset.item === pane.dataset.openItem)
  if (open && open !== current()) point(open)
}

/** The bar at the foot names only keys that work now. */
function hint() {
  for (const words of document.querySelectorAll('[data-key-for]')) {
    words.hidden = !document.querySelector(`[data-key="${words.dataset.keyFor}"]`)
  }
}

document.addEventListener('htmx:afterSettle', (event) => {
  hint()
  // after an action the next one is open: the keyboard goes on from its line
  if (event.detail.target.id === 'desk') current()?.focus({ preventScroll: true })
})

// the line goes back to what is open when the next one could not be fetched
for (const failure of ['htmx:responseError', 'htmx:sendError']) document.addEventListener(failure, mark)
mark()
hint()
whenItStands(act)
