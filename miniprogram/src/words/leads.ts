/** A letter that became a project lead, a topic, a wish or a legislative comment: what its author is asked and told. */
export const leads = {
  turnedInto: {
    title: '转出去办',
    heading: (kind: string) => `您反映的事，转成了${kind}`,
    why: (office: string) => `由${office}来定，定了马上告诉您。您的名字和电话，一个字都不写。`,
    question: '能不能写明，这件事是由您的来信提出的？',
    yes: '可以写明',
    yesWhy: '看这件事的人，看得到来信编号。',
    no: '不要写明',
    noWhy: '照样往下办，只写事情。结果照样告诉您。',
    stands: '现在到哪一步',
    kinds: { project_lead: '项目线索', topic: '议题', wish: '微心愿', legis_comment: '立法意见' } as Record<string, string>,
    offices: { township: '镇街人大', county: '区县人大' } as Record<string, string>,
    now: {
      received: '收到了，还没有开始看。',
      reviewing: '正在看。',
      adopted: '采纳了。',
      partly_adopted: '采纳了一部分。',
      not_adopted: '看过了，没有采纳。为什么，写在答复里。',
      fulfilled: '心愿圆了。',
      unfulfilled: '没有圆成。为什么，写在答复里。',
    } as Record<string, string>,
  },
} as const
