/** Keys that come before the page can take them: kept in their order, and played when the list stands again. */

const AGAIN = 300
/** Milliseconds in which the same key once more is one press with a heavy hand. */
const kept = []
/** The request of a step under way: its answer takes the place of what is on the page. */
let step = null
let last = { key: '', at: 0 }

export const isField = (node) =>
  node?.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]')
export const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing

/** What was pressed and not played yet is taken back. */
export const drop = () => kept.splice(0)
export const keep = (key, isShift) => kept.push({ key, isShift })
export const note = (event) => (last = { key: event.key, at: event.timeStamp })

/** Whether this key is for later: a step is under way, or others wait before it. A field that stays is not asked. */
export function isEarly(event) {
  if (event.key.length > 1 || !isPlain(event)) return false
  const goesAway = document.querySelector('#desk, #main')?.contains(event.target)
  if (step) return goesAway || !isField(event.target)
  return kept.length > 0 && !isField(event.target) && !document.querySelector('dialog[open]')
}

/** Held down or struck twice it counts once: nobody takes on a whole list by leaning on a key. */
export function keepEarly(event) {
  const isTwice = event.repeat || (event.key === last.key && event.timeStamp - last.at < AGAIN)
  if (!isTwice) keep(event.key, event.shiftKey)
}

/** Into the field that a key before it has opened. */
function type(letter) {
  const field = document.activeElement
  if (!isField(field) || !field.setRangeText) return
  field.setRangeText(letter, field.selectionStart, field.selectionEnd, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

/** `act` says whether it could; what could not waits for the letter that is still to be opened. */
function play(act) {
  while (kept.length && !step) {
    const [{ key, isShift }] = kept
    if (isField(document.activeElement) || document.querySelector('dialog[open]')) type(key)
    else if (!act(key, isShift)) return
    kept.shift()
  }
}

const replacesThePage = (event) => ['desk', 'main'].includes(event.detail.target?.id)

document.addEventListener('htmx:beforeSend', (event) => {
  if (replacesThePage(event)) step = event.detail.xhr
})

/** Every request ends here, after what it brought stands on the page. What failed, or leads elsewhere, takes all with it. */
export function whenItStands(act) {
  document.addEventListener('htmx:afterRequest', (event) => {
    if (event.detail.elt?.closest?.('[data-quiet]')) return
    if (event.detail.xhr === step) step = null
    if (!event.detail.successful || event.detail.xhr.getResponseHeader('HX-Redirect')) drop()
    play(act)
  })
}
