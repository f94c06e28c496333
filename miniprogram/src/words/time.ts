/** How moments are said in Chinese. */
import type { Moment } from '@/lib/when'

export const WEEKDAYS = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六']
export const two = (value: number) => String(value).padStart(2, '0')
export const clock = (at: Moment) => `${at.hour}:${two(at.minute)}`
export const day = (at: Moment) => `${at.month}月${at.day}日`
export const half = (at: Moment) => (at.hour < 12 ? '上午' : at.hour < 18 ? '下午' : '晚上')
export const clock12 = (at: Moment) => `${at.hour > 12 ? at.hour - 12 : at.hour}:${two(at.minute)}`
/** Afternoon is said again only when the morning has passed in between. */
export const until = (from: Moment, to: Moment) => (half(from) === half(to) ? clock12(to) : `${half(to)} ${clock12(to)}`)
export const yearly = (at: Moment, today: Moment) => (at.year === today.year ? day(at) : `${at.year}年${day(at)}`)
