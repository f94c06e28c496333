"""The analyses of months by JSON, for whoever may read them: a station its own, an office what was sent to it (R2-05)."""

from __future__ import annotations

from uuid import UUID

from server.analysis import paper, queries, views
from server.analysis.schemas import AnalysisOut, AnalysisPage, FindAnalyses
from server.core.actor import current
from server.core.http import Routes
from server.core.permissions import Permission

routes = Routes("analysis", "/api/analyses")


@routes.get("", permission=Permission.ANALYSIS_READ, query=FindAnalyses, out=AnalysisPage)
def listed(query: FindAnalyses) -> AnalysisPage:
    """Those that the caller may read, the newest month first."""
    return views.page_out(current(), query)


@routes.get("/<uuid:analysis_id>", permission=Permission.ANALYSIS_READ, out=AnalysisOut)
def read(analysis_id: UUID) -> AnalysisOut:
    """One of them: its figures as they stood, its words, what was passed up and what became of it."""
    return views.analysis_out(paper.paper(queries.get(current(), analysis_id)))
