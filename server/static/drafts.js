/** What was written is kept in this browser until it has been sent, whatever happens in between. */

const WAIT = 400
const account = document.body.dataset.account
const keyOf = (form, field) => `draft|${account}|${form.dataset.draft}|${field.name}`
/** Texts, and what is marked to be kept; a name or a phone never is. */
const fieldsOf = (form) => [...form.querySelectorAll('textarea[name], [data-kept]')]
const forms = () => document.querySelectorAll('form[data-draft]')

function tell(form, words) {
  for (const place of form.querySelectorAll('[data-draft-state]')) place.textContent = words
}

function read(key) {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function keep(form) {
  try {
    for (const field of fieldsOf(form)) {
      if (field.value) localStorage.setItem(keyOf(form, field), field.value)
      else localStorage.removeItem(keyOf(form, field))
    }
    tell(form, fieldsOf(form).some((field) => field.matches('textarea') && field.value) ? '草稿存在这台电脑上了' : '')
  } catch {
    tell(form, '这台电脑存不了草稿，请写完就送出')
  }
}

function forget(form) {
  for (const field of fieldsOf(form)) localStorage.removeItem(keyOf(form, field))
}

function restore() {
  for (const form of forms()) {
    for (const field of fieldsOf(form)) {
      const words = read(keyOf(form, field))
      if (!words || (field.value && !field.matches('select'))) continue
      field.value = words
      tell(form, '接着上次没送出的写')
    }
  }
  orphan()
}

/** An answer that was begun, for a letter that others have answered meanwhile. */
function orphan() {
  const place = document.querySelector('[data-draft-orphan]')
  if (!place) return
  const words = read(`draft|${account}|${place.dataset.draftOrphan}|text`)
  place.hidden = !words
  place.querySelector('[data-orphan-words]').textContent = words ?? ''
}

let timer
document.addEventListener('input', (event) => {
  const form = event.target.closest('form[data-draft]')
  if (!form || !fieldsOf(form).includes(event.target)) return
  clearTimeout(timer)
  // what was rubbed out does not come back
  if (event.target.value) timer = setTimeout(() => keep(form), WAIT)
  else keep(form)
})

document.addEventListener('click', (event) => {
  if (!event.target.closest?.('[data-drop-orphan]')) return
  localStorage.removeItem(`draft|${account}|${document.querySelector('[data-draft-orphan]').dataset.draftOrphan}|text`)
  orphan()
})

const isBegun = (form) => fieldsOf(form).some((field) => field.matches('textarea') && field.value)
const keepAll = () => [...forms()].filter(isBegun).forEach(keep)

// leaving the page, or the pane, does not wait for the timer
addEventListener('pagehide', keepAll)
document.addEventListener('htmx:beforeSwap', keepAll)

document.addEventListener('htmx:afterRequest', (event) => {
  // after the swap the form is gone from the page: only the request still knows it
  const form = event.detail.requestConfig.elt
  const isAtTheDoor = event.detail.xhr.getResponseHeader('HX-Redirect')?.includes('/sign-in')
  const isSent = event.detail.successful && event.detail.requestConfig.verb === 'post' && !isAtTheDoor
  if (!isSent || !form.matches('form[data-draft]')) return
  clearTimeout(timer)
  forget(form)
})

document.addEventListener('htmx:afterSettle', restore)
restore()
