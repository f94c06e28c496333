/* The big screen: asks again every minute without a flicker, and says so when its numbers grow old. */
import { draw, forget } from './charts.js'

const EVERY_MS = 60_000
const OLD_MS = 15 * 60_000
const wall = document.getElementById('wall')

function tick() {
  const now = new Date()
  const clock = document.getElementById('clock')
  clock.textContent = now.toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' })
  const told = document.getElementById('as-of')
  const isOld = now - new Date(told.dateTime) > OLD_MS
  told.classList.toggle('old', isOld)
  document.getElementById('old').hidden = !isOld
}

async function again() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' }, redirect: 'error', signal: AbortSignal.timeout(20_000) })
    if (!answer.ok) return
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('wall')
    if (!fresh) return
    forget(wall)
    wall.replaceChildren(...fresh.childNodes)
    draw(wall)
  } catch {
    // without a net the old numbers stay, and the time of the data tells how old they are
  } finally {
    tick()
  }
}

tick()
setInterval(tick, 5_000)
setInterval(again, EVERY_MS)
navigator.wakeLock?.request('screen').catch(() => undefined)
