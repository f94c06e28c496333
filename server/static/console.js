/** The console in the browser: dialogs, questions before what cannot be undone, words that appear and go. */
import './keys.js'
import './drafts.js'
import './canned.js'
import './photos.js'
import './small.js'

const TOAST_STAYS = 30_000
const find = (selector) => document.querySelector(selector)

/** Since 2025 a browser opens and closes dialogs by itself, also before this file has arrived; for those from before: */
const KNOWS_COMMANDS = 'command' in HTMLButtonElement.prototype
function obey(button) {
  const dialog = document.getElementById(button.getAttribute('commandfor'))
  if (button.getAttribute('command') === 'close') dialog.close()
  else dialog.showModal()
}

document.addEventListener('click', (event) => {
  const on = (selector) => event.target.closest?.(selector)
  if (on('[data-close-problem]')) find('#problem').replaceChildren()
  if (on('[data-close-toast]')) find('#toast').replaceChildren()
  if (!KNOWS_COMMANDS && on('[commandfor]')) obey(on('[commandfor]'))
  if (on('[data-print]')) print()
  if (on('[data-keep-as-note]')) keepAsNote(find('#reply-text')?.value || find('[data-orphan-words]')?.textContent || '')
  const copier = on('[data-copy]')
  if (copier) copy(copier)
  for (const menu of document.querySelectorAll('details.menu[open], details.more[open]')) {
    if (!menu.contains(event.target)) menu.open = false
  }
})

/** Esc closes what opened over the page, and the place one came from is in hand again. */
document.addEventListener('keydown', (event) => {
  const open = event.key === 'Escape' && find('details.menu[open], details.more[open]')
  if (!open) return
  open.open = false
  open.querySelector('summary').focus()
})

async function copy(button) {
  const source = find(button.dataset.copy)
  try {
    await navigator.clipboard.writeText(source.textContent.trim())
    button.lastChild.textContent = '复制好了'
  } catch {
    // not allowed here (no https): choose the text, so that one key press copies it
    getSelection().selectAllChildren(source)
    button.lastChild.textContent = '已选中，请按 Ctrl C'
  }
}

/** htmx asks before what carries hx-confirm; here with words of our own instead of the browser's box. */
document.addEventListener('htmx:confirm', (event) => {
  if (!event.detail.question) return
  event.preventDefault()
  const dialog = find('#ask')
  find('#ask-words').textContent = event.detail.question
  dialog.returnValue = 'no'
  dialog.addEventListener('close', () => dialog.returnValue === 'yes' && event.detail.issueRequest(true), { once: true })
  dialog.showModal()
})

/** What goes by itself in the background says nothing, and a page is not left because of it. */
const isQuiet = (event) => Boolean(event.detail.elt?.closest?.('[data-quiet]'))
document.addEventListener('htmx:beforeOnLoad', (event) => {
  if (isQuiet(event) && event.detail.xhr.status !== 200) event.preventDefault()
})

/** A new try clears what was said about the last one. */
document.addEventListener('htmx:beforeRequest', (event) => isQuiet(event) || find('#problem').replaceChildren())

for (const failure of ['htmx:sendError', 'htmx:timeout']) {
  document.addEventListener(failure, (event) => isQuiet(event) || say('网络断了。您写的还在，连上以后再点一次。'))
}

/** An answer that is no page of ours (a proxy's error) still has to be told. */
document.addEventListener('htmx:responseError', (event) => {
  if (isQuiet(event)) return
  for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close()
  if (!event.detail.xhr.responseText.includes('id="fault"')) say('没有送到。您写的还在，过一会儿再点一次。')
})

export function say(words) {
  const notice = document.createElement('div')
  notice.className = 'notice bad'
  notice.textContent = words
  find('#problem').replaceChildren(notice)
}

document.addEventListener('htmx:afterSettle', (event) => {
  if (isQuiet(event)) return
  forgetToast()
  chooseKind()
  const target = event.detail.target
  if (target.matches?.('#main') || find('#desk')?.contains(target) === false) return
  find('[data-focus]')?.focus()
})

/** Somebody was quicker: what was written goes on as a note among the staff. */
export function keepAsNote(words) {
  const field = find('dialog[id^="note-"] textarea')
  if (!field) return
  field.value ||= words.slice(0, field.maxLength)
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.closest('dialog').showModal()
  find('#problem').replaceChildren()
}

/** Whoever else opens this letter is told whether one only looks. */
document.addEventListener('input', (event) => {
  if (!event.target.matches('#reply-text')) return
  for (const field of document.querySelectorAll('[data-doing]')) field.value = event.target.value ? 'writing' : 'looking'
})

let toastTimer
function forgetToast() {
  const toast = find('#toast')
  if (!toast?.children.length) return
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => find('#toast').replaceChildren(), TOAST_STAYS)
}

/** A field that only one choice needs is shown with that choice. */
function chooseKind() {
  const select = find('[data-kind]')
  if (!select) return
  for (const field of document.querySelectorAll('[data-for-kind]')) field.hidden = field.dataset.forKind !== select.value
}

/** How much has been written, where it is said. */
document.addEventListener('input', (event) => {
  const place = event.target.dataset?.count
  if (place) find(place).textContent = [...event.target.value].length
})

document.addEventListener('change', (event) => event.target.matches('[data-kind]') && chooseKind())
forgetToast()
chooseKind()
