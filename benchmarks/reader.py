"""A reader of the dashboard without a browser: Streamlit's own messages over a WebSocket, timed.

The browser's drawing is not in it. As a browser does, a reader tells the server which messages it still has from the
last runs, so that those come as a hash alone.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_KEPT_RUNS = 2  # a browser forgets a message that it has not met for so many runs
_DONE = (0, 1, 2)  # ForwardMsg.ScriptFinishedStatus: finished, failed to compile, stopped early
_CHARTS = ("vega_lite_chart", "arrow_vega_lite_chart", "deck_gl_json_chart")


@dataclass
class Run:
    """What one run of a page brought. Seconds are from asking to the last message."""

    seconds: float = 0.0
    first_chart_seconds: float | None = None
    bytes: int = 0
    known_messages: int = 0  # that came as a hash alone
    exceptions: list[str] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)  # what each select box and row of buttons offers
    elements: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


class Reader:
    """One open page: `async with Reader(8501) as reader: run = await reader.open("loner", "lan=25")`."""

    def __init__(self, port: int, host: str = "localhost", cookie: str = "") -> None:
        self._address = f"{host}:{port}"
        self._cookie = {"Cookie": cookie} if cookie else {}
        self.query = ""  # the choices in the address, as the server has told them
        self._page_hash = ""
        self._pages: dict[str, str] = {}
        self._held: dict[str, tuple[ForwardMsg, int]] = {}  # message and the runs since it was met
        self._widgets: dict[str, tuple[str, str]] = {}  # label: kind and id
        self._files: dict[str, str] = {}  # label of a download button: what it will make
        self._session = ""
        self.choices: dict[str, list[str]] = {}  # of the latest run

    async def __aenter__(self) -> Reader:
        self._socket = await websockets.connect(
            f"ws://{self._address}/_stcore/stream",
            max_size=None,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=f"http://{self._address}",  # type: ignore[arg-type]
            additional_headers=self._cookie,
            ping_interval=None,
            open_timeout=120,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def open(self, page: str, query: str = "") -> Run:
        """The page behind a link: `kompetensgap?lan=25` is `open("kompetensgap", "lan=25")`."""
        message = BackMsg()
        if page in self._pages:
            message.rerun_script.page_script_hash = self._pages[page]
        else:
            message.rerun_script.page_name = page
        self.query = query
        return await self._run(message)

    async def choose(self, label: str, value: str) -> Run:
        """Another choice in the select box or the row of buttons with that label."""
        kind, widget = self._widgets[label]
        message = BackMsg()
        message.rerun_script.page_script_hash = self._page_hash
        state = message.rerun_script.widget_states.widgets.add()
        state.id = widget
        if kind == "selectbox":
            state.string_value = value
        else:
            state.string_array_value.data.append(value)
        return await self._run(message)

    async def download(self, label: str) -> str:
        """Press a download button: the path of the made file, for whoever fetches it."""
        message = BackMsg()
        message.backend_operation_request.request_id = label
        message.backend_operation_request.session_id = self._session
        message.backend_operation_request.deferred_file.file_id = self._files[label]
        await self._socket.send(message.SerializeToString())
        while True:
            told = ForwardMsg.FromString(await asyncio.wait_for(self._socket.recv(), 120))  # type: ignore[arg-type]
            if told.WhichOneof("type") == "backend_operation_response":
                answer = told.backend_operation_response
                if answer.error_msg:
                    raise OSError(answer.error_msg)
                return answer.deferred_file.url

    async def _run(self, message: BackMsg) -> Run:
        message.rerun_script.query_string = self.query
        message.rerun_script.cached_message_hashes.extend(self._held)
        met: set[str] = set()
        run, begin = Run(), time.perf_counter()
        await self._socket.send(message.SerializeToString())
        is_done = False
        while not is_done:
            data = await asyncio.wait_for(self._socket.recv(), 120)
            run.seconds, run.bytes = time.perf_counter() - begin, run.bytes + len(data)
            is_done = self._read(ForwardMsg.FromString(data), run, met)
        self.choices = run.choices
        aged = {key: (told, 0 if key in met else age + 1) for key, (told, age) in self._held.items()}
        self._held = {key: (told, age) for key, (told, age) in aged.items() if age < _KEPT_RUNS}
        return run

    def _read(self, message: ForwardMsg, run: Run, met: set[str]) -> bool:
        """Take in one message; whether it was the run's last."""
        if message.WhichOneof("type") == "ref_hash":
            run.known_messages += 1
            met.add(message.ref_hash)
            message, _ = self._held[message.ref_hash]
        elif message.metadata.cacheable:
            self._held[message.hash] = (message, 0)
            met.add(message.hash)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._session = message.new_session.initialize.session_id
        elif kind == "navigation":
            pages = message.navigation.app_pages
            self._pages = {"" if page.is_default else page.url_pathname: page.page_script_hash for page in pages}
            self._page_hash = message.navigation.page_script_hash or self._page_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._read_element(message.delta.new_element, run)
        return kind == "script_finished" and message.script_finished in _DONE

    def _read_element(self, element: object, run: Run) -> None:
        kind = element.WhichOneof("type")  # type: ignore[attr-defined]
        told = getattr(element, kind)
        run.elements.append(kind)
        if kind in _CHARTS and run.first_chart_seconds is None:
            run.first_chart_seconds = run.seconds
        elif kind == "exception":
            run.exceptions.append(told.message)
        elif kind == "heading":
            run.headings.append(told.body)
        elif kind == "download_button":
            self._files[told.label] = told.deferred_file_id
        elif kind in ("selectbox", "button_group"):
            options = list(told.options) if kind == "selectbox" else [option.content for option in told.options]
            self._widgets[told.label] = (kind, told.id)
            run.choices[told.label] = options
