"""One way of writing, so that the same thing looks the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from server.reading.english import understood

HEAD, TAIL = 650, 350
"""Characters that are read of a long letter: what happened stands in front, what is wanted at the end."""

_BREAKS = re.compile(r"[^0-9a-z\u4e00-\u9fff？！#]+")
_DIGITS = re.compile(r"\d+")
_CLAUSES = re.compile("[，？！]")
_SLIPS = str.maketrans("帐哋裏於說電話请問嗎沒個這們来給為", "账地里于说电话请问吗没个这们来给为")
_CONFUSED = tuple(
    (slip, meant)
    for slip, meant in (
        pair.split(">")
        for pair in [
            "媒气>煤气",
            "没气漏>煤气漏",
            "燃汽>燃气",
            "天燃气>天然气",
            "天然汽>天然气",
            "着伙>着火",
            "起伙>起火",
            "失伙>失火",
            "绕民>扰民",
            "拉圾>垃圾",
            "路登>路灯",
            "电替>电梯",
            "电提>电梯",
            "物夜>物业",
            "物液>物业",
            "下水到>下水道",
            "桶道>通道",
            "消房>消防",
            "冲电>充电",
            "危显>危险",
            "装休>装修",
            "噪因>噪音",
            "造音>噪音",
            "公较>公交",
            "红录灯>红绿灯",
            "高领>高龄",
            "高零>高龄",
            "补帖>补贴",
            "津帖>津贴",
            "低宝>低保",
            "独举>独居",
            "公资>工资",
            "老扳>老板",
            "领居>邻居",
            "茅盾>矛盾",
            "条解>调解",
            "户囗>户口",
            "证名>证明",
            "公示蓝>公示栏",
            "公开蓝>公开栏",
            "贪乌>贪污",
            "举暴>举报",
            "叛决>判决",
            "医宝>医保",
            "报消>报销",
            "挂浩>挂号",
            "有儿园>幼儿园",
            "蓝球>篮球",
            "建义>建议",
            "建意>建议",
            "希忘>希望",
            "邦忙>帮忙",
            "帮茫>帮忙",
            "请闻>请问",
            "怎么半>怎么办",
            "威芯>微信",
            "薇信>微信",
            "微芯>微信",
            "卖不初>卖不出",
            "买不出去>卖不出去",
            "烂再>烂在",
            "广高>广告",
            "条列>条例",
            "验正码>验证码",
            "格壁>隔壁",
            "踏了>塌了",
            "运死>晕死",
            "头运>头晕",
            "头好运>头好晕",
            "不想货>不想活",
        ]
    )
)
"""What a slip of the pinyin keyboard was meant to be."""


@lru_cache(maxsize=256)
def normal(text: str) -> str:
    """One way of writing: half width, small letters, every number a 0, every pause a comma."""
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]}，{text[-TAIL:]}"
    text = understood(unicodedata.normalize("NFKC", text).lower().translate(_SLIPS))
    text = _DIGITS.sub("0", text.replace("?", "？").replace("!", "！"))
    for slip, meant in _CONFUSED:
        text = text.replace(slip, meant)
    return _BREAKS.sub("，", text).strip("，")


def clauses(said: str) -> list[str]:
    """The parts of a normal text between its pauses."""
    return [clause for clause in _CLAUSES.split(said) if clause]
