/** What a person is told outside the app, and how to say yes or no to it. */

export const telling = {
  choices: {
    title: '提醒',
    heading: '怎么提醒您',
    why: '每件事都在“给我的消息”里，一条不少。这里选的是，要不要再用微信或短信告诉您。',
    open: '怎么提醒我',
    openWhy: '微信、短信、夜里要不要静',
    names: {
      reply: '有了答复',
      progress: '中间有进展',
      digest: '每天说一次，有几件事等我',
      night: '夜里不打扰',
      sms: '微信送不到时，发短信',
    },
    whys: {
      reply: '您反映的事，有人答复了',
      progress: '要您补充、要多等几天、办好了',
      digest: '工作日早上八点半，没有事就不说',
      night: '晚上九点到早上八点，等天亮再说；急事除外',
      sms: '先在“我的名字和电话”里留手机号',
    },
    smsAtWork: '只有急事才发；先在“我的名字和电话”里留手机号',
    allow: '微信提醒，点一次是一次',
    left: (count: number) => (count > 0 ? `微信还能提醒您 ${count} 次。` : '微信现在不能提醒您，点一下就能再提醒一次。'),
    more: '让微信再提醒我一次',
    said: '好，微信会再提醒您一次。',
    declined: '好，您随时来“给我的消息”里看。',
  },
} as const
