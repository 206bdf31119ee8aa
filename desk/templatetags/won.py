"""Won in templates."""

from django import template

from desk.won import short_won

register = template.Library()
register.filter("short_won", short_won)
