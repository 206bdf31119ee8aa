"""What the demo's projects are: plans, places, results, words. Facts with a source are published.

Places, machines and results follow reports (korea.md 6.1); what has no source is invented.
"""

from datetime import date
from typing import Any

MOKPO_MBC = "https://mpmbc.co.kr/NewsArticle/1469660"
NEWS1 = "https://www.news1.kr/amp/local/gwangju-jeonnam/6000511"

GOKSEONG_PLAN: dict[str, Any] = {
    "name_ko": "어르신 돌봄을 위한 마을빨래방",
    "name_en": "Village laundry rooms that care for the elderly",
    "purpose": "고령화율이 높은 마을 두 곳에 이불 빨래방과 수거·배달 차량을 마련합니다.",
    "purpose_en": "Quilt laundries in two ageing villages, and a vehicle that fetches and returns.",
    "purpose_code": "P1",
    "kind": "designated",
    "beneficiaries": "홀로 사는 어르신, 거동이 불편한 주민",
    "beneficiaries_en": "older people who live alone, residents who cannot move easily",
    "target_krw": 200_000_000,
    "opens_on": date(2024, 7, 25),
    "closes_on": date(2026, 6, 30),
}

GOKSEONG_SITES = [
    {
        "place": "제1 마을빨래방",
        "place_en": "Village laundry no. 1",
        "status": "open",
        "opened_on": "2025-06",
        "operator": "마을 부녀회",
        "operator_en": "the women's association of the village",
        "equipment": "대형 세탁기 2대, 건조기 2대",
        "equipment_en": "two large washers, two dryers",
    },
    {
        "place": "제2 마을빨래방",
        "place_en": "Village laundry no. 2",
        "status": "open",
        "opened_on": "2025-07",
        "operator": "마을 부녀회",
        "operator_en": "the women's association of the village",
        "equipment": "대형 세탁기 2대, 건조기 2대",
        "equipment_en": "two large washers, two dryers",
    },
]

YEONGAM_PLAN: dict[str, Any] = {
    "name_ko": "기찬이동빨래방",
    "name_en": "Gichan mobile laundry",
    "purpose": "2.5톤 이동빨래차로 마을을 찾아가 이불을 빨아 드립니다. 기부금은 운영비로 씁니다.",
    "purpose_en": "A 2.5-tonne laundry lorry goes from village to village; gifts run it.",
    "purpose_code": "P1",
    "kind": "designated",
    "beneficiaries": "거동이 불편한 어르신",
    "beneficiaries_en": "older people who cannot move easily",
    "target_krw": 120_000_000,
    "opens_on": date(2025, 12, 3),
    "closes_on": date(2026, 12, 31),
    "when_short": "second_campaign",
}

YEONGAM_SITES = [
    {
        "place": "이동빨래차 (군 전역)",
        "place_en": "Laundry lorry (the whole county)",
        "status": "open",
        "opened_on": "2025-02",
        "equipment": "2.5톤 이동빨래차",
        "equipment_en": "a laundry lorry of 2.5 tonnes",
    }
]

JEONNAM_PLAN: dict[str, Any] = {
    "name_ko": "마을 공동빨래방",
    "name_en": "Community laundry rooms",
    "purpose": "광역과 시·군이 절반씩 부담해 마을마다 공동빨래방을 엽니다 (일반기금사업).",
    "purpose_en": "Rooms in the villages, paid half by the upper tier and half by city or county.",
    "purpose_code": "P4",
    "kind": "general",
    "beneficiaries": "섬과 농촌의 어르신",
    "beneficiaries_en": "older people of islands and villages",
}


def _room(place: str, place_en: str, status: str, opened_on: str = "") -> dict[str, str]:
    return {"place": place, "place_en": place_en, "status": status, "opened_on": opened_on}


JEONNAM_SITES: list[tuple[dict[str, str], str]] = [
    (_room("완도군 청산면", "Wando, Cheongsan-myeon", "open", "2025-02"), ""),
    (_room("여수시 남면", "Yeosu, Nam-myeon", "open", "2025"), ""),
    (_room("강진군 성전면", "Gangjin, Seongjeon-myeon", "open", "2025"), ""),
    (_room("함평군 함평읍", "Hampyeong, Hampyeong-eup", "open", "2025"), ""),
    (_room("무안군 청계면 구로마을", "Muan, Cheonggye-myeon, Guro", "open", "2025-12"), ""),
    (_room("완도군 노화읍", "Wando, Nohwa-eup", "selected"), "12850"),
    (_room("완도군 소안면", "Wando, Soan-myeon", "selected"), "12850"),
    (_room("고흥군 동일면", "Goheung, Dongil-myeon", "selected"), "12740"),
    (_room("담양군 고서면", "Damyang, Goseo-myeon", "open", "2026-02"), "12710"),
]
"""Each place, and the county that pays the other half of what is paid here; empty: paid before."""


def _result(
    metric_ko: str, metric_en: str, value: int, as_of: date, source_url: str = ""
) -> dict[str, Any]:
    return {
        "metric_ko": metric_ko,
        "metric_en": metric_en,
        "value": value,
        "unit": "회",
        "unit_en": "times",
        "as_of": as_of,
        "source_url": source_url,
    }


RESULTS: dict[str, list[dict[str, Any]]] = {
    "gokseong": [
        _result("이불 빨래", "Quilt washes", 640, date(2025, 12, 31)),
        _result("이불 빨래", "Quilt washes", 1310, date(2026, 6, 30)),
    ],
    "yeongam": [
        _result("이불 빨래", "Quilt washes", 1878, date(2025, 11, 30), NEWS1),
        _result("이불 빨래", "Quilt washes", 2410, date(2026, 3, 31)),
        _result("이불 빨래", "Quilt washes", 3350, date(2026, 9, 30)),
    ],
    "jeonnam": [
        _result(
            "이용(첫 네 곳, 약)",
            "Uses of the first four rooms, about",
            6000,
            date(2025, 6, 30),
            MOKPO_MBC,
        ),
    ],
}

LETTER = {
    "title_ko": "얼굴도 모르는 분들께",
    "title_en": "To people whose faces we do not know",
    "body_ko": (
        "겨울 이불을 들고 냇가까지 가던 길이 이제는 마을회관까지입니다.\n\n"
        "보내 주신 마음으로 이불이 뽀송뽀송하게 말랐습니다. 고맙습니다."
    ),
    "body_en": (
        "We used to carry winter quilts to the stream; now we carry them to the village hall.\n\n"
        "What you sent has dried our quilts warm and soft. Thank you."
    ),
    "author": "마을 어르신 일동",
}

STORY = {
    "title_ko": "빨래차가 오는 날",
    "title_en": "The day the lorry comes",
    "body_ko": (
        "한 달에 두 번, 마을회관 앞에 빨래차가 섭니다.\n\n"
        "이불이 도는 동안 담당자는 어르신들의 안부를 묻습니다."
    ),
    "body_en": (
        "Twice a month the lorry stands in front of the village hall.\n\n"
        "While the quilts turn, the crew asks how everybody is."
    ),
    "author": "군청 담당자",
}

GIVEN_GIFTS: list[dict[str, Any]] = [
    {
        "kind_ko": "백세미 10kg (데모)",
        "kind_en": "Rice, 10 kg (demo)",
        "number": 41,
        "cost_krw": 1_435_000,
    },
    {
        "kind_ko": "토란 세트 (데모)",
        "kind_en": "Taro set (demo)",
        "number": 26,
        "cost_krw": 650_000,
    },
    {"kind_ko": "기차마을 입장권 (데모)", "kind_en": "Railway park tickets (demo)", "number": 18},
]
"""Of 2025; what the last cost is not entered."""

NAMED_ITEM = {
    "title_ko": "기금 운용 성과 (데모)",
    "title_en": "What the fund achieved (demo)",
    "text_ko": "마을빨래방 두 곳의 이용 실적을 분기마다 군 누리집에 공개합니다.",
    "text_en": "How much both laundry rooms are used is told on the county's site each quarter.",
}
"""Named by the head of the county to be published of 2026."""
