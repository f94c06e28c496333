"""What residents say in everyday words, and the specialties of deputies it falls under (R1-12; domain §6.4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Topic(NamedTuple):
    """A specialty falls under the topic when it contains one of `names`; people say it in `words`."""

    names: tuple[str, ...]
    words: tuple[str, ...]


def _topic(names: str, words: str) -> Topic:
    return Topic(tuple(names.split()), tuple(words.split()))


TOPICS = (
    # C01 houses
    _topic(
        "电梯",
        "加装电梯 装电梯 没电梯 有电梯 部电梯 电梯停 电梯坏 电梯井 电梯故障 梯控 爬楼 下楼 顶楼",
    ),
    _topic(
        "物业 住房 房屋",
        "物业 物业费 业委会 维修资金 漏水 渗水 外墙 墙皮 违建 保安 门禁 房东 租房 公租房 危房 老房子 瓦片 屋顶 阳台 楼上 楼道",
    ),
    # C02, C03 streets and what lies under them
    _topic(
        "下水 管网 排水", "下水 下水道 污水 排水 堵塞 积水 倒灌 管网 雨水 阴沟 化粪池 窨井 井盖 臭水 内涝"
    ),
    _topic("道路 路面", "修路 路面 坑洼 破损 硬化 水泥路 沥青 大坑 坑坑 人行道 盲道 石板 塌了 村道 护栏"),
    _topic("路灯 照明", "路灯 灯杆 装灯 灯不亮 灯坏 不亮 黑灯 摸黑 照明 看不见路"),
    _topic("用水 供水", "停水 水压 水管 自来水 饮水 井水 水塔 水池 喝水 水质 水费"),
    _topic("用电 供电 电力", "停电 跳闸 电压 电线 变压器 电费 断电 用电 电表"),
    _topic("燃气 供气 供热", "燃气 天然气 煤气 气味 管道气 通气 供暖 暖气 煤气罐 液化气"),
    # C04 traffic
    _topic("停车 车位", "停车 车位 占道 乱停 地锁 挡车 停满 停不 占着位"),
    _topic("公交 出行", "公交 班车 站台 末班 等车 坐车 线路"),
    _topic(
        "路口 交通",
        "红绿灯 事故 机动车道 禁行 罚单 路口 斑马线 过马路 桥头 跳车 大货车 超速 减速带 堵车 拥堵 转弯",
    ),
    # C05, C06 surroundings
    _topic("噪声 噪音", "噪声 噪音 扰民 太吵 吵得 吵到 吵闹 广场舞 音响 施工声 KTV 喇叭"),
    _topic(
        "河水 水污染 环境 生态",
        "河水 河道 河长 溪里 清淤 护城河 发黑 发臭 污染 排污 黑水 鱼死 水塘 油烟 扬尘 异味 粉尘",
    ),
    _topic("垃圾 环卫", "垃圾 垃圾桶 清运 臭味 尾菜 垃圾房 分类 建筑垃圾 焚烧"),
    _topic("市容 城管 村容", "占道经营 小广告 公厕 厕所 车棚 摆摊 夜市 脏乱 乱堆 乱贴 招牌 空调水 堆放"),
    _topic("公园 绿化 园林", "公园 绿化 树枝 树根 树荫 草坪 凉亭 长椅 大树 修剪 杨絮 花坛"),
    # C07 to C10 people
    _topic("上学 教育 学校", "上学 入学 学区 学校 老师 校门 接孩子 放学 校车 作业 转学 读书 小学 中学"),
    _topic("托育 幼儿 学前", "托育 幼儿园 托班 带孩子 小娃 娃娃 三岁 两岁 育儿"),
    _topic("课后 青少年 未成年", "课后 暑假 寒假 兴趣班 手机 网吧 游戏 没人管 青少年 少年宫"),
    _topic(
        "看病 医疗 卫生 健康 慢性病 医生",
        "看病 配药 开药 买药 卫生室 卫生院 医院 医保 报销 挂号 大夫 医生 高血压 糖尿病 体检 慢性病 转院 疫苗 吃药 救护车 看医生 血压 透析",
    ),
    _topic(
        "养老 老人 照护 敬老",
        "养老 老人 老人家 老年 食堂 独居 高龄 津贴 照护 护理 护工 敬老 助餐 送餐 老伴 卧床 失能 没人照顾 照顾",
    ),
    _topic("残疾 无障碍 助残", "残疾 无障碍 轮椅 坡道 盲人 残疾证 听不见 拐杖"),
    _topic("救助 社保 民政 低保", "低保 救助 补助 社保 养老金 退休金 养老保险 断缴 特困 困难户 补缴 大病"),
    _topic("优待 退役 军人", "退役 军人 老兵 优抚 优待 烈属 当过兵"),
    _topic("就业 招聘 创业", "招聘 找工作 没工作 培训 失业 就业 工作难找 应聘 零工 找活"),
    _topic("劳动 工资 工会", "欠薪 工资 拖欠 讨薪 加班 劳动合同 工伤 工钱 辞退 没签合同 老板不给"),
    # C11 fields
    _topic("种田 种植 粮食", "种田 水稻 稻谷 收割 种子 化肥 农药 庄稼 晒谷 粮食 野猪 地里"),
    _topic("灌溉 水利", "灌溉 水渠 渠道 抽水 旱 泵站 山塘 放水 机埠"),
    _topic("农机", "农机 收割机 拖拉机 插秧 无人机 烘干"),
    _topic("卖货 产销 电商", "滞销 卖不出 卖不掉 收购 销路 直播 卖货 快递 樱桃 收果 烂在"),
    _topic("茶叶", "茶叶 茶山 茶园 采茶 茶农 炒茶"),
    _topic("养殖 畜牧", "养殖 养鱼 养猪 养鸡 鱼塘 猪场 鸡场 猪粪 鸡粪"),
    _topic("产业路 产业", "产业路 机耕路 运出来 运不出 上山的路"),
    _topic("土地 征地 宅基地", "土地 征地 流转 宅基地 承包 田被 拆迁 青苗 建房 租金 抛荒"),
    # C12 business
    _topic(
        "办企业 营商 企业",
        "企业 审批 办证 手续 检查 政策兑现 厂房 补贴 园区 工厂 公司 盖章 厂里",
    ),
    _topic("融资 金融", "贷款 融资 银行 利息 担保 周转 资金"),
    _topic("用工 人才", "用工 招工 招不到 缺人 人手 工人 人才"),
    _topic("开店 个体", "开店 店面 小店 营业执照 门面 房租 摊位 生意"),
    # C13 safety
    _topic(
        "公共安全 安全 应急",
        "隐患 危险 塌陷 塌下 山坡 水库 塔吊 凹槽 围挡 施工 触电 高空 掉下来 塌方 滑坡 监控 摔 掉下去 出事 工地 吊车 裂缝",
    ),
    _topic("消防", "消防 通道 着火 起火 失火 火灾 飞线 充电 灭火器 电瓶车"),
    _topic("防骗 反诈", "诈骗 骗子 被骗 骗走 保健品 骗钱 陌生电话"),
    # C14 the village's own affairs
    _topic("公开 村务 账目", "三务公开 村务 财务 账目 公开栏 村里的账 公示 账 村干部 选举 村规"),
    _topic("邻里 调解 纠纷", "邻里 纠纷 邻居 吵架 隔壁 调解 占了 界线 闹矛盾 说和 楼下邻居 狗"),
    # C15 culture
    _topic("健身 体育", "健身 器材 锻炼 球场 篮球 乒乓 跑步 体育 打球"),
    _topic("图书 阅读", "图书 看书 借书 书屋 书吧 阅读"),
    _topic("文化 文艺", "文化 演出 唱戏 看戏 礼堂 越剧 活动室 放电影 茶艺 书法"),
    _topic("古建 文物", "古建 老宅 祠堂 古城 古桥 文物 古树 牌坊"),
    _topic("旅游 景区", "旅游 景区 民宿 游客 农家乐 景点"),
    # C16, C17
    _topic("食品 餐饮", "食品 过期 变质 拉肚子 饭店 外卖 发霉 不新鲜 卫生差 吃坏"),
    _topic(
        "消费 市场 价格",
        "缺斤短两 网购 卖家 摊主 加油站 涨价 价格 退货 不退 假货 菜场 秤 乱收费 商家 超市 发票",
    ),
    _topic("预付卡", "预付 预付卡 办卡 充值 会员卡 跑路 退卡 健身房"),
    _topic(
        "法律 法治 立法 司法",
        "法律 律师 复议 处罚 申诉 借条 赡养 打官司 起诉 法院 合同 遗产 离婚 法规 条例 草案 执法 维权 立法",
    ),
)


def hits(text: str, specialties: Iterable[str]) -> dict[str, set[str]]:
    """Of these specialties those that the text speaks of, each with the words of the text that say so."""
    said = text.casefold()
    found = {specialty: _heard(said, specialty) for specialty in specialties}
    return {specialty: words for specialty, words in found.items() if words}


def _heard(said: str, specialty: str) -> set[str]:
    known = {specialty}
    for topic in TOPICS:
        if any(name in specialty for name in topic.names):
            known |= {*topic.names, *topic.words}
    return longest({word for word in known if word and word.casefold() in said})


def longest(words: set[str]) -> set[str]:
    """Without those that are but a part of another: 装电梯 counts, its 电梯 not once more."""
    return {word for word in words if not any(word != other and word in other for other in words)}
