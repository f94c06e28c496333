"""The registers as data: which columns each has, how people head them, what may stand below, with an example."""

from __future__ import annotations

from server.registers import cells
from server.registers.contacts import CONTACTS
from server.registers.duties import SHEET as DUTIES
from server.registers.headings import Field, RegisterSheet
from server.registers.models import RegisterKind
from server.registers.visits import VISITS
from server.registers.wordings import (
    CATEGORY_WORDS,
    DIRECT_WORDS,
    KEEPERS,
    KIND_WORDS,
    LETTER_CATEGORIES,
    LEVEL_WORDS,
    LICENCE_WORDS,
    named,
)

CONSTITUENCIES = RegisterSheet(
    RegisterKind.CONSTITUENCIES,
    "选区",
    "个选区",
    (
        Field("name", "选区", cells.words(60), "富春第 3 选区", True, ("选区名称", "名称", "选区名")),
        Field(
            "level",
            "层级",
            cells.choice(DIRECT_WORDS),
            "区县",
            True,
            ("级别", "代表层级"),
            names=named(DIRECT_WORDS),
        ),
        Field(
            "area",
            "镇街",
            cells.words(60),
            "新登镇",
            also=("乡镇", "地区", "所属镇街", "所属乡镇", "所属地区"),
        ),
    ),
)
STATIONS = RegisterSheet(
    RegisterKind.STATIONS,
    "家站点",
    "个家站点",
    (
        Field(
            "name",
            "站名",
            cells.words(80),
            "桂花社区代表联络站",
            True,
            ("站点名称", "家站点", "站点", "名称"),
        ),
        Field(
            "kind",
            "类型",
            cells.choice(KIND_WORDS),
            "代表联络站",
            True,
            ("站点类型",),
            names=named(KIND_WORDS),
        ),
        Field(
            "town",
            "镇街",
            cells.words(60),
            "富春街道",
            True,
            ("乡镇", "所属镇街", "街道", "乡镇街道", "镇（街道）"),
        ),
        Field(
            "village",
            "村社区",
            cells.words(60),
            "桂花社区",
            also=("村", "社区", "村居", "村（社区）", "所属村社"),
        ),
        Field("category", "类别", cells.choice(CATEGORY_WORDS), "地域", names=named(CATEGORY_WORDS)),
        Field(
            "licence",
            "状态",
            cells.choice(LICENCE_WORDS),
            "运行",
            also=("站点状态", "牌照", "牌照状态", "运行状态", "建设状态"),
            names=named(LICENCE_WORDS),
        ),
        Field("address", "地址", cells.words(160), "桂花西路 18 号", also=("详细地址", "站点地址")),
        Field("open_hours", "开放时间", cells.words(80), "工作日 8:30–17:00", also=("开放日", "服务时间")),
        Field("reception_days", "接待日", cells.words(120), "每月 5 日", also=("代表接待日", "固定接待日")),
        Field(
            "phone",
            "电话",
            cells.office_phone,
            "0571-63000000",
            also=("联系电话", "站点电话"),
            unsure=("联系方式",),
        ),
        Field("head", "站长", cells.words(40), "周敏", also=("负责人", "站长姓名")),
        Field("liaison", "联络员", cells.words(40), "林晓", also=("联络员姓名",), unsure=("联系人",)),
        Field("brand", "品牌", cells.words(60), "板凳会", also=("站点品牌", "特色品牌")),
        Field("latitude", "纬度", cells.number(3, 54), "30.05"),
        Field("longitude", "经度", cells.number(73, 136), "119.96"),
    ),
    "没写“状态”的新站点记成“筹建”，居民还找不到它。已经开门的，请在“状态”一列写“运行”。",
)
DEPUTIES = RegisterSheet(
    RegisterKind.DEPUTIES,
    "代表名册",
    "位代表",
    (
        Field("name", "姓名", cells.words(40), "王明", True, ("代表姓名", "代表"), ("名字",)),
        Field(
            "level",
            "层级",
            cells.choice(LEVEL_WORDS),
            "区县",
            True,
            ("级别", "代表层级", "代表级别"),
            names=named(LEVEL_WORDS),
        ),
        Field(
            "constituency",
            "选区或选举单位",
            cells.words(60),
            "富春第 3 选区",
            also=("选区", "所属选区", "选举单位", "所在选区", "原选举单位"),
        ),
        Field(
            "stations",
            "站点",
            cells.several(80, 10),
            "桂花社区代表联络站",
            also=("所在站点", "家站点", "联络站", "进站站点"),
        ),
        Field(
            "phone",
            "手机",
            cells.mobile,
            "13800000000",
            also=("手机号", "手机号码"),
            unsure=("联系方式", "电话", "联系电话"),
            is_private=True,
        ),
        Field(
            "term_from",
            "任期起",
            cells.first_day,
            "2022-02",
            True,
            ("任期开始", "任职时间", "当选时间", "任期自"),
            ("当选日期",),
        ),
        Field("term_to", "任期止", cells.last_day, "2027-02", also=("任期结束", "届满时间", "任期至")),
        Field(
            "occupation",
            "职业",
            cells.words(60),
            "社区医生",
            also=("工作单位及职务", "单位职务", "职务", "身份"),
        ),
        Field("duty", "职责", cells.words(300), "联系选民，反映意见。", also=("代表职责",)),
        Field("promise", "承诺", cells.words(300), "老人看病的难处，跟我说。", also=("代表承诺", "履职承诺")),
        Field("specialties", "专业", cells.several(20, 8), "看病、养老", also=("专长", "特长", "擅长领域")),
        Field("groups", "小组", cells.several(60, 5), "富春街道第一代表小组", also=("代表小组",)),
    ),
)
LIAISONS = RegisterSheet(
    RegisterKind.LIAISONS,
    "联络员和站长",
    "个账号",
    (
        Field("name", "姓名", cells.words(40), "林晓", True, ("联络员", "联络员姓名", "名字")),
        Field(
            "role",
            "职务",
            cells.choice(KEEPERS),
            "联络员",
            True,
            ("角色", "身份", "岗位"),
            names=named(KEEPERS),
        ),
        Field(
            "station",
            "站点",
            cells.words(80),
            "桂花社区代表联络站",
            True,
            ("所在站点", "家站点", "站名", "负责站点"),
        ),
        Field(
            "phone",
            "手机",
            cells.mobile,
            "13800000000",
            True,
            ("手机号", "手机号码"),
            ("联系方式", "电话", "联系电话"),
            is_private=True,
        ),
        Field("username", "账号名", cells.username, "linxiao", also=("账号", "用户名", "登录名")),
    ),
)
DEPARTMENTS = RegisterSheet(
    RegisterKind.DEPARTMENTS,
    "承办单位",
    "个单位",
    (
        Field(
            "name", "单位", cells.words(60), "区城市管理局", True, ("单位名称", "承办单位", "部门", "名称")
        ),
        Field("area", "镇街", cells.words(60), "富春街道", also=("乡镇", "地区", "所属镇街", "所属地区")),
        Field(
            "phone",
            "电话",
            cells.office_phone,
            "0571-63000000",
            also=("联系电话", "值班电话", "办公电话"),
            unsure=("联系方式",),
        ),
    ),
)
OUTSIDE = RegisterSheet(
    RegisterKind.OUTSIDE,
    "不满意事项",
    "件不满意事项",
    (
        Field("platform", "平台", cells.words(40), "12345", True, ("来源平台", "来源", "渠道")),
        Field(
            "number",
            "编号",
            cells.words(60),
            "FY20261101-0032",
            True,
            ("工单编号", "工单号", "外部编号", "单号"),
        ),
        Field(
            "content",
            "内容",
            cells.words(2000),
            "小区电梯修了又停，群众不满意。",
            True,
            ("诉求内容", "反映内容", "事项", "不满意事项"),
        ),
        Field(
            "received_on",
            "收到日期",
            cells.first_day,
            "2026-11-01",
            True,
            ("受理时间", "日期", "来电时间", "登记日期"),
        ),
        Field("town", "镇街", cells.words(60), "富春街道", also=("乡镇", "所属镇街", "乡镇街道")),
        Field("village", "村社区", cells.words(60), "桂花社区", also=("村", "社区", "村居")),
        Field("place", "地点", cells.words(120), "桂花西路 18 号", also=("地址", "详细地址", "发生地点")),
        Field(
            "category",
            "类别",
            cells.choice(LETTER_CATEGORIES),
            "市政设施与管网",
            also=("诉求类别", "分类"),
            names=named(LETTER_CATEGORIES),
        ),
    ),
)
SHEETS = {
    sheet.kind: sheet
    for sheet in (
        CONSTITUENCIES,
        STATIONS,
        DEPUTIES,
        LIAISONS,
        DEPARTMENTS,
        OUTSIDE,
        DUTIES,
        VISITS,
        CONTACTS,
    )
}
