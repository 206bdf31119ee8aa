"""What one's own local government has registered, entered by a manager."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from typing_extensions import override

from accounts.admin_base import OfficialRequest, OfficialsAdmin
from accounts.admin_steps import SavesByUseCase
from receipts.issuer_models import IssuerRegistration
from receipts.issuers import MAY_REGISTER, register_issuer
from regions.models import Municipality


@admin.register(IssuerRegistration)
class IssuerRegistrationAdmin(SavesByUseCase, OfficialsAdmin):
    """Receipts show the business number and address in force on their day of issue."""

    list_display = ("valid_from", "municipality", "business_number", "address", "entered_by")
    ordering = ("-valid_from", "-id")
    fields = ("municipality", "business_number", "address", "valid_from")

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_REGISTER)

    @override
    def formfield_for_foreignkey(
        self, db_field: Any, request: OfficialRequest, **options: Any
    ) -> Any:
        """Offer one's own local government and its predecessors."""
        own = request.user.municipality
        if db_field.name == "municipality" and own is not None:
            options["queryset"] = Municipality.objects.filter(pk__in=own.lineage_codes())
            options["initial"] = own.pk
        return super().formfield_for_foreignkey(db_field, request, **options)

    @override
    def save_model(
        self,
        request: OfficialRequest,
        obj: IssuerRegistration,
        form: Any,
        change: bool,
    ) -> None:
        """Enter it."""
        made = register_issuer(
            obj.municipality_id,
            business_number=obj.business_number,
            address=obj.address,
            valid_from=obj.valid_from,
            actor=request.user,
        )
        obj.pk = made.pk
