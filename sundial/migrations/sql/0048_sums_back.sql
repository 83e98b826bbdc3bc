drop trigger sums on support_case;
drop trigger sums_move on support_case;
drop trigger sums_none on support_case;
drop function sundial_sums_move();
drop function sundial_add_up();
drop function sundial_summed(support_case);
drop table case_sum;
