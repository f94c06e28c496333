"""The same letter as others would have sent it, so that greetings and places weigh nothing."""

from __future__ import annotations

import random

_WHERE = [
    "学校门口",
    "小学旁边",
    "幼儿园对面",
    "中学后面",
    "医院门口",
    "卫生院旁边",
    "菜市场边上",
    "村口",
    "村里",
    "工地旁",
    "公园旁边",
    "养老院对面",
    "河边",
    "小区里",
    "楼下",
    "邻居",
    "镇上",
    "街上",
    "厂里",
    "店门口",
    "超市门口",
    "车站边",
    "路边",
    "桥头",
    "家门口",
    "老人",
    "孩子",
    "学生",
    "我妈",
    "我爸",
    "爷爷",
    "奶奶",
    "家里有老人",
    "带孩子",
    "接孩子放学",
    "上班的时候",
    "打工回来",
    "我是个体户",
    "我是农民",
    "退休老师",
    "坐轮椅的",
    "外地人",
    "物业",
    "居委会",
    "村委会",
    "社区",
    "派出所",
    "城管",
    "政府",
    "代表",
]
_POLITE = [
    "你好",
    "您好打扰了",
    "领导你好",
    "代表同志",
    "麻烦看一下",
    "我想反映一个事",
    "有个事情想说一下",
    "谢谢",
    "辛苦了",
    "望回复",
    "希望重视",
    "盼复",
    "我是第一次用这个",
    "不知道写得对不对",
    "我住在建设路",
    "我们这里",
    "事情是这样的",
    "请帮忙看看",
]


def talkative(text: str, chance: random.Random) -> str:
    """The same letter as somebody else would send it: with a greeting, with places that have nothing to do with it."""
    before = [chance.choice(_POLITE)] if chance.random() < 0.5 else []
    where = chance.sample(_WHERE, chance.choice((1, 2)))
    after = [chance.choice(_POLITE)] if chance.random() < 0.4 else []
    said = "，".join([*before, *where, text, *after])
    return said.replace("，", "") if chance.random() < 0.15 else said
