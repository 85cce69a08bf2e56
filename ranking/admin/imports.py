"""Imports in the admin: which files came into which boards, and what came of them."""

from django.contrib import admin

from lib.read_only_admin import ReadOnly
from ranking.models import Import


@admin.register(Import)
class ImportAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["file_name", "board", "format_key", "num_votes", "num_broken", "imported_at"]
    list_filter = ["board", "format_key"]
    search_fields = ["file_name", "digest"]
