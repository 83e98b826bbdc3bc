-- What is written once is kept: facts and protocol revisions, also from the owner's hands (O12.1).

create function sundial_is_kept() returns trigger language plpgsql
    set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        raise exception 'what % holds is kept as it was written: % is refused', tg_table_name, lower(tg_op)
            using errcode = 'integrity_constraint_violation';
    end $$;

create trigger is_kept before update or delete or truncate on fact
    for each statement execute function sundial_is_kept();
create trigger is_kept before update or delete or truncate on protocol_revision
    for each statement execute function sundial_is_kept();

-- A case's contact and entitlement are those of its own customer.
alter table person add constraint person_of_organization unique (id, organization_id);
alter table entitlement add constraint entitlement_of_organization unique (id, organization_id);
alter table support_case
    add constraint case_contact_of_organization
        foreign key (contact_id, organization_id) references person (id, organization_id),
    add constraint case_entitlement_of_organization
        foreign key (entitlement_id, organization_id) references entitlement (id, organization_id);
