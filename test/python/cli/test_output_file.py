"""Files that commands write may be opened by their owner alone, if there is a password."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from pipeline import Pipeline

from stream_viz._cli._output_file import open_output
from stream_viz._cli._picture import PictureOptions, take_picture
from stream_viz._cli._record import record


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_was_behind_a_password_is_written_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    umask = os.umask(0o022)
    try:
        for auth, mode in (("ada:secret", 0o600), (None, 0o644)):
            environment = {} if auth is None else {"STREAMVIZ_AUTH": auth}
            with Pipeline("pictured.py", **environment) as pipeline:
                for name, value in environment.items():
                    monkeypatch.setenv(name, value)
                for before in (None, 0o644):
                    files = [tmp_path / name for name in ("out.ndjson", "out.png")]
                    for file in files:
                        file.unlink(missing_ok=True)
                        if before is not None:
                            file.write_text("before")
                            file.chmod(before)
                    record(pipeline.url, str(files[0]), seconds=0.5, notify=lambda _: None)
                    take_picture(
                        pipeline.url, str(files[1]), PictureOptions(), notify=lambda _: None
                    )
                    assert [mode_of(file) for file in files] == [mode, mode]
                    assert not any(b"before" in file.read_bytes() for file in files)
                for name in environment:
                    monkeypatch.delenv(name)
    finally:
        os.umask(umask)


def test_a_private_file_is_no_file_of_another_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "out.ndjson"
    file.write_text("of another")
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    with pytest.raises(PermissionError, match="it belongs to another user, who could read it"):
        open_output(str(file), is_private=True)
    assert file.read_text() == "of another"
    open_output(str(file), is_private=False).close()
    assert file.read_text() == ""


def test_a_private_output_may_be_a_pipe() -> None:
    read, write = os.pipe()
    with open(read, "rb") as end, open(write, "wb"):
        with open_output(f"/dev/fd/{write}", is_private=True) as pipe:
            pipe.write(b"rows")
        assert os.read(end.fileno(), 10) == b"rows"
