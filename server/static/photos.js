/** Pictures of a reply: sent one by one as they are picked, so that a long way or a bad one loses nothing else. */

const MOST = 6

document.addEventListener('change', async (event) => {
  const input = event.target.closest('[data-photos]')
  if (!input) return
  const form = input.closest('form')
  const list = form.querySelector('[data-picked]')
  const state = form.querySelector('[data-photos-state]')
  const picked = [...input.files]
  input.value = ''
  const room = MOST - list.children.length
  for (const [number, file] of picked.slice(0, room).entries()) {
    state.textContent = `正在传第 ${number + 1} 张，共 ${Math.min(picked.length, room)} 张`
    const problem = await send(file, input.dataset.photos, form, list)
    if (problem) {
      state.textContent = `${file.name} 没有传成：${problem}`
      return
    }
  }
  state.textContent = picked.length > room ? `最多 ${MOST} 张，多的没有加` : `${list.children.length} 张照片`
})

/** Adds the picture to the list; answers what went wrong, or nothing. */
async function send(file, address, form, list) {
  const body = new FormData()
  body.append('file', file)
  const headers = { 'X-CSRF': form.elements.csrf.value, 'HX-Request': 'true' }
  try {
    const response = await fetch(address, { method: 'POST', body, headers })
    const html = await response.text()
    if (response.ok && html) {
      list.insertAdjacentHTML('beforeend', html)
      return ''
    }
    return wordsOf(html) || '请再选一次'
  } catch {
    return '网络断了，请再选一次'
  }
}

const wordsOf = (html) => new DOMParser().parseFromString(html, 'text/html').querySelector('#fault b')?.textContent

document.addEventListener('click', (event) => {
  const drop = event.target.closest?.('[data-drop]')
  if (!drop) return
  const form = drop.closest('form')
  drop.closest('li').remove()
  form.querySelector('[data-photos-state]').textContent = `${form.querySelector('[data-picked]').children.length} 张照片`
})
