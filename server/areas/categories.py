"""What letters are about: the eighteen categories of the first level (domain §6.4), in the order of their codes."""

from __future__ import annotations

CATEGORIES = {
    "C01": "住房与物业",
    "C02": "市政设施与管网",
    "C03": "供水供电供气供热",
    "C04": "交通与停车",
    "C05": "生态环境与噪声",
    "C06": "城市管理与市容",
    "C07": "教育托育",
    "C08": "医疗卫生",
    "C09": "养老救助与社会保障",
    "C10": "劳动就业",
    "C11": "农业农村与产销",
    "C12": "营商环境与企业诉求",
    "C13": "公共安全与应急",
    "C14": "基层治理与三务公开",
    "C15": "文化体育旅游",
    "C16": "市场监管与消费",
    "C17": "法治与立法建议",
    "C99": "其他",
}
