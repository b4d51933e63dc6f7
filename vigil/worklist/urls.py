from django.urls import path

from vigil.worklist.views import claims, desk, lists, paper, supervising

urlpatterns = [
    path("", lists.start, name="start"),
    path("worklist/", lists.worklist, name="worklist"),
    path("worklist/search/", lists.search, name="worklist_search"),
    path("worklist/export/", lists.export, name="worklist_export"),
    path("worklist/print/", lists.printed, name="worklist_print"),
    path("my-work/", claims.my_work, name="my_work"),
    path("my-work/next/", claims.take_next, name="take_next"),
    path("my-work/<int:pk>/keep/", claims.renew, name="renew_claim"),
    path("my-work/<int:pk>/give-back/", claims.give_back, name="give_back"),
    path("my-work/choose/<int:pk>/", claims.choose, name="choose_referral"),
    path("holdings/", supervising.holdings, name="holdings"),
    path("holdings/<int:pk>/move/", supervising.move, name="move_claim"),
    path("holdings/hand-out/<int:pk>/", supervising.hand_out, name="hand_out"),
    path("holdings/focus/", supervising.set_focus, name="set_focus"),
    path("holdings/focus/<int:pk>/end/", supervising.end_focus, name="end_focus"),
    path("holdings/order/", supervising.order_kept, name="order_kept"),
    path("downtime/", paper.downtime, name="downtime"),
    path("downtime/worklist.pdf", paper.paper_worklist, name="paper_worklist"),
    path("downtime/sheet.pdf", paper.paper_sheet, name="paper_sheet"),
    path("downtime/<int:pk>/", paper.enter_paper, name="enter_paper"),
    path("assess/<int:pk>/", desk.assess, name="assess"),
    path("assess/<int:pk>/draft/", desk.save_draft, name="save_draft"),
]
