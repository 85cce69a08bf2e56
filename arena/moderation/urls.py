"""Addresses of the console, under the admin's own."""

from django.urls import path

from arena.moderation import views

app_name = "moderation"
urlpatterns = [
    path("", views.accounts, name="accounts"),
    path("<int:review_id>/", views.accounts, name="account"),
    path("decide/", views.decide, name="decide"),
    path("undo/", views.undo, name="undo"),
    path("flagged/", views.flagged, name="flagged"),
    path("reports/", views.reports, name="reports"),
    path("reports/<int:report_id>/", views.close, name="close_report"),
]
