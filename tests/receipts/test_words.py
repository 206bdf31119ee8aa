from datetime import date

import pytest

from receipts.words import day_in_words, head_of, won_in_words


@pytest.mark.parametrize(
    ("amount_krw", "words"),
    [
        (1, "금 일 원정"),
        (10, "금 일십 원정"),
        (100_000, "금 일십만 원정"),
        (110_050, "금 일십일만 오십 원정"),
        (5_000_000, "금 오백만 원정"),
        (20_000_000, "금 이천만 원정"),
        (100_000_000, "금 일억 원정"),
        (123_456_789, "금 일억 이천삼백사십오만 육천칠백팔십구 원정"),
    ],
)
def test_an_amount_is_written_out_digit_by_digit(amount_krw, words):
    assert won_in_words(amount_krw) == words


@pytest.mark.parametrize("amount_krw", [0, -1, 10**16])
def test_there_are_no_words_for_what_is_no_amount(amount_krw):
    with pytest.raises(ValueError, match="no words"):
        won_in_words(amount_krw)


@pytest.mark.parametrize(
    ("issuer", "head"),
    [
        ("강진군", "강진군수"),
        ("광양시", "광양시장"),
        ("종로구", "종로구청장"),
        ("경기도", "경기도지사"),
        ("제주특별자치도", "제주특별자치도지사"),
        ("전남광주통합특별시", "전남광주통합특별시장"),
        ("", ""),
    ],
)
def test_a_receipt_is_issued_in_the_name_of_the_head(issuer, head):
    assert head_of(issuer) == head


def test_a_date_is_written_without_leading_zeros():
    assert day_in_words(date(2026, 1, 5)) == "2026년 1월 5일"
