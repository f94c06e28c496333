/** Single keys of the desk (console README, "Keyboard"): off inside fields, in dialogs, and when switched off. */

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
const press = (key) => document.querySelector(`[data-key="${key}"]`)?.click()

function answer() {
  const field = document.querySelector('#reply-text')
  field?.scrollIntoView({ block: 'center' })
  field?.focus()
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: whole,
  a: () => press('A'),
  b: () => press('B'),
  e: () => press('E'),
  f: () => press('F'),
  n: () => press('N'),
  r: answer,
  '/': () => document.querySelector('[data-find]')?.focus(),
  '?': () => document.querySelector('#keys-help')?.showModal(),
}

const isField = (node) => node.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]')

document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.matches('form[data-draft] textarea')) {
    event.preventDefault()
    event.target.form.requestSubmit()
    return
  }
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !document.querySelector('dialog[open]')) return press('Ctrl Enter')
  if (event.key === 'Escape') return shut(event)
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (document.body.dataset.keys === 'off' || isField(event.target) || document.querySelector('dialog[open]')) return
  const action = KEYS[event.key.toLowerCase()]
  if (!action) return
  event.preventDefault()
  action()
})

function shut(event) {
  const menu = document.querySelector('details.menu[open]')
  if (menu) {
    menu.open = false
    menu.querySelector('summary').focus()
  } else if (isField(event.target)) {
    event.target.blur()
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
