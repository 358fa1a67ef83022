from django.http import HttpRequest, HttpResponse

from quanfu.ui.page import answer, done, is_fragment, own_page
from quanfu.ui.search import only_exact, search_everywhere

IN_PALETTE, ON_PAGE = 5, 20


@own_page("ui.search.index", methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """?q= looks for a record everywhere in the reader's reach. A record's own number opens it; the palette gets the list
    as a fragment."""
    text = request.GET.get("q", "").strip()
    if is_fragment(request):
        groups = search_everywhere(text, by=request.user, most=IN_PALETTE)
        return answer(request, {"groups": groups}, template="ui/search/_options.html")
    groups = search_everywhere(text, by=request.user, most=ON_PAGE)
    if found := only_exact(groups):
        return done(request, found.url)
    return answer(request, {"groups": groups, "text": text, "most": ON_PAGE})
