/** What was written is kept in this browser until it has been sent, whatever happens in between. */

const WAIT = 400
const keyOf = (form) => `draft|${document.body.dataset.account}|${form.dataset.draft}`
const textOf = (form) => form.querySelector('textarea')
const forms = () => document.querySelectorAll('form[data-draft]')

function tell(form, words) {
  form.querySelector('[data-draft-state]').textContent = words
}

function read(form) {
  try {
    return localStorage.getItem(keyOf(form))
  } catch {
    return null
  }
}

function keep(form) {
  const words = textOf(form).value
  try {
    if (words) localStorage.setItem(keyOf(form), words)
    else localStorage.removeItem(keyOf(form))
    tell(form, words ? '草稿存在这台电脑上了' : '')
  } catch {
    tell(form, '这台电脑存不了草稿，请写完就送出')
  }
}

function restore() {
  for (const form of forms()) {
    const words = read(form)
    if (!words || textOf(form).value) continue
    textOf(form).value = words
    tell(form, '接着上次没送出的写')
  }
}

let timer
document.addEventListener('input', (event) => {
  const form = event.target.closest('form[data-draft]')
  if (!form || event.target !== textOf(form)) return
  clearTimeout(timer)
  timer = setTimeout(() => keep(form), WAIT)
})

// leaving the page, or the pane, does not wait for the timer
addEventListener('pagehide', () => forms().forEach(keep))
document.addEventListener('htmx:beforeSwap', () => forms().forEach((form) => textOf(form).value && keep(form)))

document.addEventListener('htmx:afterRequest', (event) => {
  // after the swap the form is gone from the page: only the request still knows it
  const form = event.detail.requestConfig.elt
  const isSent = event.detail.successful && event.detail.requestConfig.verb === 'post' && !event.detail.xhr.getResponseHeader('HX-Redirect')
  if (!isSent || !form.matches('form[data-draft]')) return
  clearTimeout(timer)
  localStorage.removeItem(keyOf(form))
})

document.addEventListener('htmx:afterSettle', restore)
restore()
