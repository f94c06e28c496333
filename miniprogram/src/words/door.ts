/** What somebody reads who scanned the code on the console's door. */

export const door = {
  door: {
    title: '登录后台',
    ask: (name: string) => `用“${name}”登录这台电脑？`,
    why: '是您自己在电脑前，才点确认。别人发来的码，不要点。',
    device: '在哪里',
    address: '网络地址',
    shown: '什么时候',
    yes: '确认登录',
    no: '不是我，不登录',
    going: '正在确认',
    done: '确认好了',
    doneWhy: '请看电脑。您的身份要手机验证器的，还要在电脑上填一次。',
    refused: '没有登录',
    refusedWhy: '那台电脑进不去。要是常有人让您扫，请告诉管理员。',
    back: '好',
  },
} as const
