"""What this house cannot take on and has to show another door (domain §5.1, J1–J8)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from server.reading.lexicon import found_in
from server.reading.weights import Answer
from server.reading.writing import normal

SURE_IT_IS_EMPTY, SURE_OF_MISCONDUCT, SURE_OF_COURT = -0.1, -0.6, 0.0
EMPTY_BY_A_RULE, WITH_A_RULE, ALARMING, SURE_OF_A_QUESTION = -1.5, -2.2, -0.6, 1.0
"""From which score on the model says so: alone, and where a rule says so too. What may be danger is never empty."""
_FLOORS = {"handled": ("J2", -1.5, -4.0), "secret": ("J3", -0.7, -3.5), "abroad": ("J5", -0.7, -3.0)}
"""The code of a question, and from which score on it is believed: alone, and where a rule says so too."""

_OFFICIAL = "(书记|支书|村?主任|村长|镇长|乡长|县长|区长|市长|局长|所长|科长|处长|院长|校长|会计|干部|干事|领导|公职|公务员|民警|警察|交警|城管|法官|检察官|税务|工作人员|村两委|村委|两委|队长|站长|园长|主管|纪委|民政|国土|土地所|派出所|工商|市监|环保局|住建|街道|镇上|镇里|乡里|乡政府|镇政府|政府|大队|组长|网格长|班子|采购|副职|人大|委员|窗口的人|办事员|单位)"
_WRONG = "(贪(污|了|官)?|受贿|行贿|索贿|(收|拿)(了)?.{0,10}(贿|礼品|礼金|红包|好处|购物卡|烟|[0一二两三四五六七八九十几]+[万千]|的钱|钱(才|就|不|办|给))|挪(用|走).{0,8}|公款|腐败|回扣|好处费|保护伞|保护费|以权谋私|优亲厚友|吃拿卡要|截留|侵(占|吞)|私分|套取|骗取|虚报|冒领|吃空饷|公车(私用)?|购物卡|送(礼|烟|了.{0,4}(钱|千|万|烟))|塞(钱|红包)|官商勾结|勾结|滥用职权|中饱私囊|利益输送|暗示.{0,6}(请客|送)|伸手要|要(了)?.{0,4}(好处|红包|茶水费|辛苦费)|大吃大喝|吃喝|违(纪|规).{0,8}(包|用|批|提拔)|包给.{0,4}(亲|弟|哥|儿|舅|小舅|侄|亲戚)|(自己|亲戚|儿子|亲弟弟|小舅子|老婆|丈母娘|亲家|侄子|外甥).{0,8}(包工|承包|公司|中标|名额|低保|房)|进(了)?.{0,6}(腰包|口袋)|吃了.{0,8}(款|补偿|补贴)|租给(他|自己).{0,3}(儿|弟|哥|亲)|进了.{0,4}(长|书记|主任)亲戚家|(镇|村|乡|局)长亲戚|(指标|名额).{0,3}(卖|给了)|卖.{0,6}(指标|名额)|领空饷|发工资.{0,6}(打工|不在)|放高利贷|打麻将.{0,10}买单|渎职|买官|请吃请喝|要.{0,4}(请吃|请客|送.{0,6}(烟|酒|中华|茅台|钱|礼))|送.{0,4}(中华|茅台|海参|好烟|好酒|名酒)|(给|打到|打给|包给|租给|分给|批给|安排|塞给|拉回|搬回|进了|是).{0,8}(他|她|自己|本人|领导|长|书记)?的?(连襟|亲戚|亲属|老婆|媳妇|儿子|侄|外甥|女婿|亲家|舅子|妹夫|姐夫|表弟|表哥|弟弟|哥哥|丈人|家里|自己家)|黑钱|收钱.{0,6}(安排|办|批|放|才|给)|领导的.{0,4}(小舅子|亲戚|儿子|侄)|放走|随礼|祝寿|私设小金库|小金库|公家的.{0,8}(拉|搬|用|占)|通风报信|贪)"
_REPORTS = re.compile(
    "(举报|检举|揭发|实名反映|向?纪委|纪检|监委|纪律审查).{0,30}"
    + _OFFICIAL
    + "|"
    + _OFFICIAL
    + ".{0,30}(举报|检举|揭发|纪委|纪检|监委|腐败|贪污|受贿)"
)
_MISCONDUCT = re.compile(_OFFICIAL + ".{0,40}" + _WRONG + "|" + _WRONG + ".{0,24}" + _OFFICIAL)
_STRONG = re.compile(
    "贪污|受贿|行贿|索贿|吃空饷|公款(吃喝|大吃|旅游)|公车私用|官商勾结|保护伞|吃拿卡要|中饱私囊|以权谋私|优亲厚友|挪[用走].{0,8}(款|资金|公)|(款|资金)挪|侵(吞|占).{0,6}(集体|公|款)|私分|套取|(虚报|骗取).{0,12}(补贴|补助|资金|款)|截留.{0,8}(款|补|资金)|违纪违法|贪官|纪检问题|扶贫.{0,20}(亲戚|书记|主任|长家)|书记他?儿|冒领"
)
_SLY = re.compile(
    "意思意思|(抽检|检查|验收|管事|办事|经办|管钱|执法|开票|批地|测量)的?(人|那个|干部|科长)?.{0,20}(拎|塞|红包|好处|烟酒|两箱|不给就)|公家的?车.{0,16}(景区|旅游|私|接孩子|一大家)|(跟|和|与).{0,10}(串通|一伙|合伙|穿一条裤|分成|五五分|里应外合)|(钱|款|补贴|租金|差价).{0,14}(谁的?口袋|自己(的)?(存折|兜|口袋|账)|个人账户|揣兜)|烟夹|(替|冒|拿|用).{0,8}(死|去世|搬走|我的身份证|别人|假名|名字).{0,14}(领|冒|报|办|套)|(好楼层|名额|指标).{0,14}(挑完|内定|留给|自己人)|(贿选|买选票|拉票|一票.{0,6}(百|元|钱))"
)
_TOLD_GOOD = re.compile("点.?赞|好干部|感谢|谢谢|锦旗|没见过这样|致敬|好样|帮我追回|给(我们|咱)追回|真好")
_ASKS_HOW = re.compile("举报.{0,10}(找哪|哪里|怎么|应该|要不要|需要|会不会|电话)|^(建议|提议|希望)")
_NOT_OFFICIAL = re.compile(
    "物业|国企|厂长|业委会|班主任|车间|业委会|医生|包工头|老板娘|商家|公司经理|快递|中介|药商$|邻居|法官|法院|判|案子|幼儿园老师"
)

_PENDING = re.compile(
    "(仲裁|复议|劳动争议).{0,14}(受理|立案|开庭|已经|已提|还没|没出|拖着|正在|在走|申请了|提了|结果)|(已经?|正在|在).{0,8}(仲裁|行政复议|复议|诉讼|打官司|走程序|审理|起诉|上诉)|(官司|案子|案件).{0,8}(正在|还在|在(打|审|二审|一审|走|中院|法院|复议))|(一审|二审|法院|案子).{0,12}(开过庭|判决(还)?没|还没判|没判下来|等判决|在等)|判决(还)?没(下来|出)|(打|告).{0,10}官司.{0,12}(开庭|还没|没判|排期|下个?月|下周)|(起诉|告).{0,14}(立案|开庭|排期|受理).{0,12}(没|还|催|下|了)|(下(个)?(周|月|星期)|明天|马上|已|还没|没)(就)?(开庭|判$)|官司(正在|还)打|行政诉讼|二审|(法院|中院).{0,10}(走程序|审理|受理了|立了案|还没判|没判下来)|已.{0,2}(起诉|立案)"
)
_DECIDED = re.compile(
    "判决书|判决(生效|下来).{0,12}(没|不)|检察院.{0,6}(求情|说情|反映)|(被抓|被拘|刑拘|被捕).{0,14}(求情|说情|求|帮忙|放)|判了|判给|判的|判我|判重|败诉|终审|再审|执行局|强制执行|不执行|没执行|执行不|执行难|执行到|终结执行|无财产可?执行|没财产可?执行|老赖|不批捕|不起诉|刑拘|看守所|取保|量刑|被判(刑|了)|(打|告)?赢.{0,4}官司|官司.{0,4}(赢|输)|调解书.{0,8}(不|没|生效)|法院.{0,10}(不公|偏袒|调解了|判|执行)|法官.{0,10}(偏|吃|收|不公)|不服.{0,4}(判|终审|一审|二审|裁定|法院)|判.{0,14}不服|(想|要)(上诉|申诉|翻案)|公安.{0,4}不立案|(要|想)(起诉|告|打官司).{0,20}(诉状|哪个法院|立案|怎么告)|(诉状|立案).{0,6}(怎么写|哪个法院)|翻案|改判"
)
_GOES_ON = re.compile(
    "正在|还在|还没|没下来|没(判|开庭|排)|开庭|下个?月|受理|已经?(起诉|立案|申请|提)|二审[，]|在二审|拖着"
)
_ELSEWHERE = re.compile("市长热线|信访|政务热线|便民热线|国家信访|市民热线")
_UNDER_WAY = re.compile(
    "(正在|还在|在)(办|处理|走|调查|核实)|受理(了|我)|已(经)?(受理|登记|派单|转办|立案|办结|答复)|派单|工单|办理中|处理中|告知书|还没到期|办结了|答复.{0,6}签了?字|登记了|没到期"
)
_SECRET = re.compile(
    "(部队|军队|军事|营房|换防|导弹|雷达站|军舰).{0,16}(时间|驻地|车号|部署|照片|拍|位置|番号)|国家秘密|涉密|机密文件|商业秘密|(客户名单|报价底价|底价|标底|配方).{0,10}(要不要|给你|卖|拿到|泄露)|(查|查一下|查查|给我).{0,14}(前妻|前夫|邻居|老婆|老公|别人|对方|他|她|某人).{0,12}(身份证|住(哪|址)|开房|电话|行踪|病历|银行|通话|手机号)|(身份证号|开房记录|通话记录|病历).{0,8}(查|给我|发给)"
)
_ADVERT = re.compile(
    "加(我|个|您)?(微信|好友|v|q|薇|威信|vx|wx)|微信.{0,6}(号|联系|咨询)|(低息|无抵押|免抵押|秒到账|秒批|秒到|放款快|黑白户|征信不限|不看征信|当天(放款|到手|下款)|信用卡提额|代还信用卡|大额信用卡|套现|提额)|代(办|开|写|考).{0,8}(发票|信用卡|执照|论文|证|毕业|学历|贷款)|开发票.{0,10}(联系|点数|电话)|高价回收|上门回收|回收.{0,12}(上门|高价|同城)|刷单|日(结|赚).{0,6}|兼职.{0,12}(结|名额|手机|在家|元)|彩金|首充|博彩|线上娱乐|赌场开户|澳门.{0,6}(娱乐|赌)|(带|跟).{0,6}(炒股|买股票|投资).{0,12}(赚|翻倍|稳)|稳赚|荐股|诊股|内部消息|包过|免考|拿证.{0,8}(咨询|报名|年|老师)|学历提升|全场.{0,6}(折|买一送一)|买一送一|欢迎光临|开业(大酬宾|酬宾|优惠|特惠)|大酬宾|进群(领|免费)|扫码(进群|领)|工厂直销|本周.{0,8}折|区域代理|招(募|聘)?.{0,4}代理|零投资|高回报|办证刻章|刻章|上门按摩|包您满意|祖传秘方|无效退款|恭喜.{0,8}(获|中)奖|点击链接|领取.{0,6}(手机|红包|大奖)|转发.{0,12}(群|保平安|好友)|(低价|急)(转让|出售|出租).{0,20}|拎包入住|开锁.{0,10}(二十四|0|24|价格|电话)|价格从优|免费试(用|听)|推广(期|价)|加盟(热线|费)|诚招|回本|秒杀|特价.{0,6}(甩|清仓)|清仓|贷款.{0,12}(找我|联系|加|放款)|公积金(代提|套取|提取代办)|(找|联系)我.{0,6}(优惠|便宜|办理)|亲测有效|减肥.{0,8}(无效|包|斤)|保真"
)
_ABUSE = re.compile(
    "傻[逼比屄b]|sb(?![a-z])|狗(东西|日的|屁|杂种|官)|(他|你|tm|尼)妈(的|了|逼|死)|妈的|操你|草泥马|王八|废物|饭桶|吃干饭的?猪|去死|死全家|全家死|蠢货|死光光|混蛋|畜生|杂种|脑残|白痴|智障|垃圾平台|贱人|不得好死|窝囊废|滚(回|犊子|远)|狗(腿|官|一样)|吸血鬼|(早|赶紧)死|瞎了(眼|吗|狗)|不要脸|烂人|我是你(爹|爷)|猪(头|狗不如)|吃屎|有病吧|白拿工资"
)
_CHAT = re.compile(
    "今天(天气|中午吃|晚上吃|彩票|星期)|天气(真|不错|好)|会下雨吗$|彩票|电视剧|大结局|(给大家)?讲个|从前有|床前明月|白日依山|红烧肉|吃(了)?(饭|面)(了)?没|^(喂|滴|哈|嘿|啦|么){2,}|听得?[见到]吗|有人(吗|没|在吗)|随手点|来逛逛|没啥说|乱按|按着玩|不用管|点进来|看看(这|能)|唱(首)?歌$|写的作文|猫在|喵喵|老婆喊我|打了一?把游戏|么么|爱你们哟|哦豁|^啊这|^[a-z ]{4,}$|骗你(们)?的.{0,10}(嘻|哈)|(哈哈|嘻嘻).{0,4}骗你|(十个|0个|所有)人.{0,10}(好运|发财)|投票给|给.{0,4}(宝宝|萌娃)投"
)
_ASKS_SOMETHING = re.compile(
    "谢|满意|想|求|救|公厕|车|狗|猪|桃|粮|吵|臭|脏|堵|坏|没|修|办|收|领|馆|开门|几点|假|渠|地|路|灯|水|电|气|楼|物业|学校|医|车|工资|房|噪|垃圾|污|邻居|村|社区|井|桥|老人|孩子|店|厂|河|施工|补|证"
)
_NOTHING = re.compile(
    "^(测试|试试|test|哈|呵|啊|嗯|哦|额|嘿|嘻|0|[a-z]|好的?|收到|知道了|[一二三四五六七八九十]|看|，|在吗|你好|您好|看看能不能发|没事|随便|打打|一下|这个|能不能|发出去|我|不用理|不知道写啥|玩玩|路过|顶|沙发)+$"
)
_OFFER = re.compile(
    "价格?.{0,3}(低|优|透明|公道|面议|详谈)|随叫随到|(免费|二十四小时|0小时|随时).{0,4}上门|包(满意|改|就业|售后|教|下证|赔)|(第.{1,2}杯|前.{1,3}名).{0,4}(半价|免|减)|(全场|月底前?|仅限).{0,6}折|折(起|优惠|处理)|名额有限|先到先得|买.{1,3}送.|满.{1,4}(减|免|送)(?!税)|包邮|现磨|现发|厂家(直|清)|直降|清货|甩卖|特卖|酬宾|集赞|砍(个?价|一刀)(?!点)|(门面|店铺|公司|商铺).{0,6}转让|挂靠|到店|持证上岗|大师在线|(急|诚|高薪)(招|聘)|招学徒|返费|零基础|开课|试听|有意者|同微信|私信|滴滴我|扣[一0]$|点个?关注|直播间.{0,6}抽|三贴|涨停|急售|看房(?!子)|满五|押车|体验(装|卡)|免费(领|送|上门)|到场就送|大量收购|高价收|收(旧|酒|购).{0,10}(上门|价|联系)|承接|出租.{0,10}(价钱?好|价格?优|联系我?$|电话)|代(缴|办|购|打|处理)|承诺.{0,4}退|不过全退|不收押金|月入|日入|日结|副业|放款(快|秒)|(短期|资金)周转|理财.{0,6}(年化|保本)|同城(约|搬|上门)|交友|陪聊|出一窝|疫苗打齐|价格(可谈|面议|从优|好说)|看货|急出|报名费|现在报名|送课时|公安备案|分钟(上门|到)|月结|代发一件|承接水电|比别家|移机加氟|内部渠道|渠道价|自家酿|起送|老客户|公众号.{0,4}领|打开这个网址|拼车去|还差.{0,2}位|寂寞|年卡[，].{0,6}[百千]|县城内送|招生啦|预约试听|预订有礼|一人免单|不成不收费|没拿到不|凭身份证.{0,8}到手|一百?减|只限今天|仅限|最后.天|一片不留|[0一二三四五六七八九十百]+一位|欢迎预订|电话微信同号|量大从优|来图定制|一手货源|点点就行|头像上的号|名额[，]?$|祖传|疏通.{0,8}(马桶|电话|小时)|小时上门|欢迎.{0,6}(品尝|光临|选购|新老)"
)
_SHORT = 12
_QUESTION = re.compile(
    "(吗|[没不]有?|多少|几点|哪|谁|怎么|咋|啥|什么|允许|要钱|要不要|能不能|可不可以|多久|多大|优惠)[？，]*(吗|呢|钱|证|扔|办|测试|算|里|儿|天|岁|优惠)*[？，]*$"
)
_PROVINCES = "(北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|内蒙古?|外省|外地|隔壁(市|县|区|省)|邻(市|县|区)|别的(市|县|区|省)|其他(市|县|区|省)|外(市|县|区)|老家)"
_ABROAD = re.compile(
    "(我们?|俺|额)?(是|在|住在?|住|人在|老家(在|是)).{0,2}"
    + _PROVINCES
    + ".{0,30}(能(管|反映|帮|不能|在)|你们.{0,6}(管|帮|反映|行)|帮忙反映|问问|找你们|在这|麻烦你们)|(不是|不在)(你们|咱们|本|这个?)(这|区|市|县|里|边|辖区|地)|不归你们(区|市|县)|(老家|外省|隔壁(市|县|省)|邻县|外地).{0,24}(能管|你们能|能不能(在|帮)|找你们|管(得着|得到)|在你们这|看到(有)?这个码)|外地出差|(路过|出差).{0,12}(老家|我们那)|我们那(边|儿|里).{0,20}(能管|你们|反映)|我们老家.{0,20}"
)


def is_harmless(said: str) -> bool:
    """An official is thanked, or somebody asks how to report one: no accusation."""
    return bool(_TOLD_GOOD.search(said) or _ASKS_HOW.search(said)) and not _STRONG.search(said)


def report(text: str) -> bool:
    """Somebody in public office is accused of breaking the law or its discipline (J6)."""
    said = normal(text)
    if re.search("(举报|反映|投诉).{0,4}(过|了)", said) and not _STRONG.search(said):
        return False
    if is_harmless(said):
        return False
    accused = any(pattern.search(said) for pattern in (_MISCONDUCT, _REPORTS, _STRONG, _SLY))
    return accused and not (_NOT_OFFICIAL.search(said) and not _STRONG.search(said))


def worthless(text: str) -> bool:
    """An advertisement, an insult and nothing else, or no words at all (J4)."""
    said = normal(text)
    if _ADVERT.search(said) or _OFFER.search(said):
        return not re.search(
            "被骗|骗|喷|贴|墙|门上|楼道|投诉|举报|管一管|报警|没人管|天天|被.{0,6}推销|电线杆|贴满|传单|建议|希望|请问|怎么办|(退(?!款$)|赔(?!一罚)|维权|举报|曝光|查处|检测)|拉黑|关门|倒闭|贴转让|中毒|手机中|不兑现|压级|推给|结果|没用|保证金|群也|交了|不认|扣了|我根本|套路|没房|兑现|免考|想在|能不能帮|没人|不给开",
            said,
        )
    if _CHAT.search(said) and len(said) <= 40:
        return True
    if _ABUSE.search(said):
        return len(said) <= 40 and not _ASKS_SOMETHING.search(_ABUSE.sub("", said))
    return bool(_NOTHING.match(said)) or len(set(said)) <= 2


def is_decided(text: str) -> bool:
    """A court or the police have decided, and somebody wants it otherwise or carried out (J8)."""
    said = normal(text)
    return bool(_DECIDED.search(said)) and not _GOES_ON.search(said)


def is_pending(text: str) -> bool:
    """A court or an arbitrator has it before them (J1)."""
    return bool(_PENDING.search(normal(text)))


def refer(text: str, answers: Mapping[str, Answer], place: str = "") -> str | None:
    """The reason by which a letter belongs elsewhere, the weightiest first; None when it belongs here."""
    said = normal(text)
    if _is_empty(text, said, answers):
        return "J4"
    if _is_elsewhere("secret", answers, by_rule=bool(_SECRET.search(said))):
        return "J3"
    misconduct = answers["misconduct"].of("J6")
    floor = WITH_A_RULE if report(text) else SURE_OF_MISCONDUCT
    if misconduct > floor and not is_harmless(said):
        return "J6"
    hotline = "12345" in text or bool(_ELSEWHERE.search(said))
    if _is_elsewhere("handled", answers, by_rule=hotline and bool(_UNDER_WAY.search(said))):
        return "J2"
    if court := _court(text, answers):
        return court
    abroad = bool(_ABROAD.search(normal(f"{text}，{place}")))
    return "J5" if _is_elsewhere("abroad", answers, by_rule=abroad) else None


def _is_elsewhere(name: str, answers: Mapping[str, Answer], *, by_rule: bool) -> bool:
    """In other hands already (J2), somebody's secret (J3), or of another place (J5)."""
    code, alone, with_a_rule = _FLOORS[name]
    return answers[name].of(code) > (with_a_rule if by_rule else alone)


def _is_empty(text: str, said: str, answers: Mapping[str, Answer]) -> bool:
    """A few words about a street or a lamp are a letter all the same; what may be danger is never empty."""
    if answers["danger"].of("U1") >= ALARMING:
        return False
    score, by_rule = answers["empty"].of("J4"), worthless(text)
    if not by_rule and ((len(said) < _SHORT and _is_about_something(said)) or _QUESTION.search(said)):
        return score > SURE_OF_A_QUESTION
    return score > (EMPTY_BY_A_RULE if by_rule else SURE_IT_IS_EMPTY)


def _is_about_something(said: str) -> bool:
    """A few characters, but of a matter that somebody here deals with."""
    return bool(_ASKS_SOMETHING.search(said)) or any(name[0] == "C" for name in found_in(said))


def _court(text: str, answers: Mapping[str, Answer]) -> str | None:
    """Before a court, an arbitrator or the police: still under way (J1), or decided or criminal (J8)."""
    score = answers["court"].of("J8")
    decided, pending = is_decided(text), is_pending(text)
    if score <= SURE_OF_COURT and not (score > WITH_A_RULE and (decided or pending)):
        return None
    if decided != pending:
        return "J8" if decided else "J1"
    return "J8" if answers["pending"].of("J8") > 0 else "J1"
