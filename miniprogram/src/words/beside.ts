/** What is read around a recording and a point on the map. */

export const beside = {
  voice: {
    legend: '我来说',
    more: '可以不录，最长 60 秒',
    start: '按一下，说给我听',
    startWhy: '不方便打字，光说也行',
    speak: '在听，您说',
    until: (seconds: number) => `说完按一下，最长 ${seconds} 秒`,
    spoken: (seconds: number) => `说了 ${seconds} 秒`,
    stop: '说完了',
    hear: '听录音',
    hearOwn: (seconds: number) => `听一遍，${seconds} 秒`,
    quiet: '停下来',
    remove: '删掉这段',
    again: '再传一次',
    states: { sending: '正在传', failed: '没传上，录音还在', sent: '录好了' },
    unheard: {
      refused: '现在用不了话筒。写几句也一样，或打站里的电话。',
      short: '没听清，请再说一次，说完再按。',
    } as Record<string, string>,
    broken: '现在放不出来，请刷新再试',
    heard: (by: string) => `${by}听着记下的`,
    titleStaff: '录音',
    silent: '来信人没有同意告知身份，声音不放出来。',
  },
  point: {
    map: '在地图上指一下',
    here: '附上我现在的位置',
    looking: '正在找',
    got: '附上了地图上的一个点',
    remove: '去掉',
    none: '没取到位置，写上地名也行。',
    staff: (latitude: number, longitude: number) => `地图上的点：${latitude.toFixed(5)}，${longitude.toFixed(5)}`,
  },
} as const
