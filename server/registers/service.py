"""A sheet comes in: checked line by line, corrected, written all or nothing, and taken back as a whole."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from server.accounts import service as accounts
from server.accounts.models import Account, OneTimeLink
from server.areas.queries import county_prefix, get as get_area
from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db, one_at_a_time
from server.core.errors import Conflict, InvalidInput
from server.registers import exports, standing, workbook
from server.registers.checking import Line, examine
from server.registers.constituencies import Constituencies
from server.registers.contacts import Contacts
from server.registers.departments import Departments
from server.registers.deputies import Deputies
from server.registers.duties import Duties
from server.registers.headings import RegisterSheet, match
from server.registers.keeping import keep, lines_of
from server.registers.ledger import Ledger, Values
from server.registers.liaisons import Liaisons
from server.registers.models import Import, ImportLine, ImportState, LineAction, RegisterKind
from server.registers.outside import OutsideItems
from server.registers.queries import area_of, last_done
from server.registers.sheets import SHEETS
from server.registers.stations import Stations
from server.registers.visits import Visits

UNDO_WITHIN = timedelta(minutes=10)
LEAST_HEADINGS = 2
LONGEST_FIX = 300
NAMED = 5
"""Rows that an answer names one by one."""
LEDGERS: dict[RegisterKind, type[Ledger]] = {
    RegisterKind.CONSTITUENCIES: Constituencies,
    RegisterKind.STATIONS: Stations,
    RegisterKind.DEPUTIES: Deputies,
    RegisterKind.LIAISONS: Liaisons,
    RegisterKind.DEPARTMENTS: Departments,
    RegisterKind.OUTSIDE: OutsideItems,
    RegisterKind.DUTIES: Duties,
    RegisterKind.VISITS: Visits,
    RegisterKind.CONTACTS: Contacts,
}


def check(actor: Actor, register: RegisterKind, *, file_name: str, content: bytes) -> Import:
    """Read a sheet and say of each line what it would do. The register stays as it is.

    Raises InvalidInput when the file cannot be read or holds no sheet of this register.
    """
    area, sheet = area_of(actor), SHEETS[register]
    table = _table(sheet, content)
    made = Import(
        register=register,
        area_code=area.code,
        account_id=actor.account_id,
        by=actor.title[:60],
        file_name=file_name[-120:],
        columns=match(sheet, table.headings),
        state=ImportState.CHECKED,
        created_at=clock.now(),
    )
    lines = [Line(row.number, row.cells, row.faults) for row in table.rows]
    db.session.add(made)
    _check_again(actor, made, lines)
    return made


def _table(sheet: RegisterSheet, content: bytes) -> workbook.Table:
    least = min(LEAST_HEADINGS, len(sheet.required))
    try:
        return workbook.read(content, lambda headings: len(match(sheet, headings)), least)
    except InvalidInput as refused:
        if refused.code != "workbook.no_headings":
            raise
    names = "、".join(field.heading for field in sheet.required)
    words = f"没有找到{sheet.name}的列名。前 10 行里要有一行写着：{names}。也可以下载空表来填。"
    raise InvalidInput("workbook.no_headings", words, fields={"file": words})


def _examine(actor: Actor, made: Import, lines: list[Line]) -> Ledger:
    ledger = LEDGERS[made.register](actor, get_area(made.area_code))
    examine(SHEETS[made.register], made.columns, ledger, lines)
    return ledger


def arrange(actor: Actor, made: Import, columns: dict[str, str]) -> None:
    """Say which column means what, or simply check again. `columns` is heading → field key."""
    _must_be(made, ImportState.CHECKED)
    known = {field.key for field in SHEETS[made.register].fields}
    chosen = {heading: key for heading, key in columns.items() if key in known}
    if len(set(chosen.values())) < len(chosen):
        raise InvalidInput("import.column_twice", "有两列选成了同一项，请每项只选一列。")
    made.columns = chosen
    _check_again(actor, made, lines_of(made))


def correct(actor: Actor, made: Import, *, line: int, field: str, value: str) -> None:
    """Write one cell anew, on the page instead of in Excel; everything is checked again."""
    _must_be(made, ImportState.CHECKED)
    if field not in {one.key for one in SHEETS[made.register].fields}:
        raise InvalidInput("import.no_field", "名册里没有这一项。")
    lines = lines_of(made)
    wanted = next((one for one in lines if one.number == line), None)
    if wanted is None:
        raise InvalidInput("import.no_line", "没有这一行，请刷新再看。")
    wanted.fixed[field] = value[:LONGEST_FIX]
    _check_again(actor, made, lines)


def _check_again(actor: Actor, made: Import, lines: list[Line]) -> None:
    _examine(actor, made, lines)
    keep(made, lines)


def apply(actor: Actor, made: Import, *, skip_wrong: bool = False) -> None:
    """Write the lines into the register: all of them, or with `skip_wrong` those without a mistake.

    Everything is looked up again first. Raises Conflict naming rows when some are wrong and not skipped.
    """
    _must_be(made, ImportState.CHECKED)
    one_at_a_time(_register_of(made))
    lines = lines_of(made)
    ledger = _examine(actor, made, lines)
    wrong = [line for line in lines if line.action is LineAction.WRONG]
    if wrong and (not skip_wrong or len(wrong) == len(lines)):
        raise Conflict("import.has_wrong", f"还有 {len(wrong)} 行有错，什么也没有导入。{said_of(wrong)}")
    _write(ledger, lines)
    made.state, made.done_at = ImportState.DONE, clock.now()
    _remember(actor, made, lines)
    keep(made, lines)
    reason = f"{made.register.value} {len(lines) - len(wrong)} 行，跳过 {len(wrong)} 行"
    audit.record(actor, "register.import", "import", made.id, reason)
    _tell(made)


def said_of(wrong: list[Line]) -> str:
    """第 18 行选区：没有这个选区；… for the first few."""
    first = [
        f"第 {line.number} 行{heading}：{text}"
        for line in wrong[:NAMED]
        for heading, text in line.errors.items()
    ]
    return "；".join(first) + ("……" if len(wrong) > NAMED else "") + "。"


def _register_of(made: Import) -> str:
    """Two sheets for one register of one county wait for each other, so that neither doubles the other's rows."""
    return f"import|{made.register.value}|{county_prefix(made.area_code)}"


def _write(ledger: Ledger, lines: list[Line]) -> None:
    for line in lines:
        if line.action is LineAction.NEW:
            line.target, line.before = ledger.add(line.values)
        elif line.action is LineAction.UPDATE and line.target:
            ledger.change(line.target, line.values)
    ledger.finish()


def _remember(actor: Actor, made: Import, lines: list[Line]) -> None:
    """How each row stands now, by which undoing sees whether somebody changed it since; unused columns go."""
    db.session.flush()
    ledger = LEDGERS[made.register](actor, get_area(made.area_code))
    for line in lines:
        line.row = {heading: text for heading, text in line.row.items() if heading in made.columns}
        if line.target and line.action in (LineAction.NEW, LineAction.UPDATE):
            line.after = ledger.now(line.target)


def undo(actor: Actor, made: Import) -> None:
    """Take the whole import back, within ten minutes. Raises Conflict naming rows that are in use by now."""
    _must_be(made, ImportState.DONE)
    assert made.done_at is not None, "a done import has its moment"
    if clock.now() - made.done_at > UNDO_WITHIN:
        raise Conflict("import.too_late", "导入超过 10 分钟了，不能整批撤销。要改哪一条，请到它的页面改。")
    one_at_a_time(_register_of(made))
    last = last_done(made)
    if last is None or last.id != made.id:
        raise Conflict("import.not_last", "后来又导入过别的表，只有最后一次能撤销。")
    lines = [line for line in lines_of(made) if line.target and line.after is not None]
    ledger = LEDGERS[made.register](actor, get_area(made.area_code))
    _refuse_what_is_used(ledger, lines)
    new = {line.target: line.before or {} for line in lines if line.action is LineAction.NEW and line.target}
    ledger.take_back(new)
    for line in lines:
        if line.action is LineAction.UPDATE and line.target and line.before:
            ledger.change(line.target, line.before)
    ledger.finish()
    made.state, made.undone_at = ImportState.UNDONE, clock.now()
    audit.record(actor, "register.undo", "import", made.id, made.register.value)
    _tell(made)


def _refuse_what_is_used(ledger: Ledger, lines: list[Line]) -> None:
    used = ledger.used([line.target for line in lines if line.action is LineAction.NEW and line.target])
    held = [line for line in lines if line.target in used or _has_changed(ledger, line)]
    if held:
        names = "、".join(f"第 {line.number} 行{(line.after or {}).get('name', '')}" for line in held[:NAMED])
        more = f"等 {len(held)} 行" if len(held) > NAMED else ""
        raise Conflict(
            "import.in_use", f"{names}{more}已经用上或改过了，不能整批撤销。要改哪一条，请到它的页面改。"
        )


def _has_changed(ledger: Ledger, line: Line) -> bool:
    try:
        now: Values | None = ledger.now(line.target) if line.target else None
    except KeyError:
        # it was moved out of this area or ended meanwhile
        return True
    return now != line.after


def drop(actor: Actor, made: Import) -> None:
    """Put a checked sheet away; what stood in it is forgotten at once."""
    _must_be(made, ImportState.CHECKED)
    made.state = ImportState.DROPPED
    db.session.execute(delete(ImportLine).where(ImportLine.import_id == made.id))
    audit.record(actor, "register.drop", "import", made.id, made.register.value)


def carry_away(actor: Actor, register: RegisterKind) -> bytes:
    """The register as a workbook; who took how much of it along is written down, even of a request that reads."""
    rows = list(standing.lines(actor, register))
    audit.record_apart(actor, "register.export", "register", None, f"{register.value} {len(rows)} 行")
    return exports.register(SHEETS[register], rows)


def give_links(actor: Actor, made: Import) -> list[tuple[Account, str]]:
    """One-time links for the accounts that this import opened and that have no password yet; told once.

    Whoever asks again gets fresh ones, and those given before stop working.
    """
    _must_be(made, ImportState.DONE)
    opened = [UUID(said) for line in lines_of(made) if (said := (line.before or {}).get("account_made"))]
    waiting = select(Account).where(Account.id.in_(opened), Account.password_hash.is_(None))
    found = db.session.scalars(waiting.order_by(Account.username)).all()
    before = update(OneTimeLink).where(OneTimeLink.account_id.in_([account.id for account in found]))
    db.session.execute(before.where(OneTimeLink.used_at.is_(None)).values(expires_at=clock.now()))
    return [(account, accounts.make_invitation(actor, account)[0]) for account in found]


def _must_be(made: Import, state: ImportState) -> None:
    if made.state is not state:
        words = {
            ImportState.CHECKED: "这张表还没有导入。",
            ImportState.DONE: "这张表已经导入了。",
            ImportState.UNDONE: "这次导入已经撤销了。",
            ImportState.DROPPED: "这张表已经取消了。",
        }
        raise Conflict("import.not_now", words[made.state] + "请刷新页面看看。")


def _tell(made: Import) -> None:
    outbox.publish(
        "register.imported", import_id=made.id, register=made.register.value, area_code=made.area_code
    )
