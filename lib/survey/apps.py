"""The survey as a Django app."""

from django.apps import AppConfig


class SurveyConfig(AppConfig):
    name = "lib.survey"
    label = "survey"
