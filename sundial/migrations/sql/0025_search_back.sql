-- As it was before 0025.
drop trigger words on support_case;
drop trigger words_anew on support_case;
drop trigger words_move on support_case;
drop trigger words on fact;
drop trigger words_anew on fact;
drop trigger words_anew on organization;
set local role sundial_search;
drop function sundial_search(text, uuid);
reset role;
drop function sundial_words_of_case(), sundial_words_move(), sundial_words_of_fact(), sundial_words_of_customer(), sundial_words_to_keep();
drop policy what_the_viewer_sees on organization;
revoke execute on function sundial_viewer_organization(), sundial_staff_region() from sundial_search;
revoke usage on schema public from sundial_search;
drop table case_words;
drop function sundial_under(text[], varchar[]), sundial_asked(text), sundial_keyed(tsvector, varchar[]), sundial_words(text),
    sundial_folded(text);
