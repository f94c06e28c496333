/** What is read by somebody who says what is wrong with the app itself. */

export const saying = {
  feedback: {
    title: '提意见',
    link: '这一页不好用？提意见',
    open: '对这个小程序提意见',
    openWhy: '哪里不好用、看不清、找不到',
    text: '哪里不好用？',
    hint: '只说小程序本身。要反映的事，请写给代表。',
    code: '这张码贴在哪里，怎么了？',
    codeHint: '比如 桂花社区大门口，边上被撕掉了。不用写名字和电话。',
    codeSent: '记下了，谢谢您。会有人去看这张码，有答复在这里告诉您。',
    short: '写几个字，好让我们改（至少 2 个字）',
    send: '告诉他们',
    busy: '正在发',
    sent: '收到了，谢谢您。有答复会在这里告诉您。',
    privacy: '只带上是哪一页、哪个版本，看不到您是谁。',
    mine: '我说过的',
    said: (day: string) => `${day}说的`,
    answer: (day: string) => `${day}答复`,
    waiting: '还没有答复',
  },
} as const
