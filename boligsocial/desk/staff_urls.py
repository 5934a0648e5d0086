"""The addresses of pages that change the staff."""

from django.urls import path

from boligsocial.desk import staff_effort, staff_moves, staff_posts, staff_workplaces

urlpatterns = [
    path("indsatser/<int:pk>/ret/bemanding/", staff_effort.StaffPage.as_view(), name="effort-staff"),
    path("bemanding/stillinger/ny/", staff_posts.NewPost.as_view(), name="post-new"),
    path("bemanding/stillinger/<int:pk>/ret/", staff_posts.EditPost.as_view(), name="post-edit"),
    path("bemanding/stillinger/<int:pk>/flyt/", staff_moves.MovePost.as_view(), name="post-move"),
    path("bemanding/stillinger/<int:pk>/slut/", staff_moves.EndPost.as_view(), name="post-end"),
    path("bemanding/arbejdspladser/", staff_workplaces.WorkplaceList.as_view(), name="workplaces"),
    path("bemanding/arbejdspladser/ny/", staff_workplaces.NewWorkplace.as_view(), name="workplace-new"),
    path("bemanding/arbejdspladser/<int:pk>/ret/", staff_workplaces.EditWorkplace.as_view(), name="workplace-edit"),
]
