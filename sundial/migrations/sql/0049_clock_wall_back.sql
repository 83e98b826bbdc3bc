alter policy the_wall on clock using (
    (select true from support_case c where c.id = case_id)
);
drop policy of_what_the_viewer_sees on clock;
drop policy follow_their_case on clock;
drop trigger clocks_move on support_case;
drop trigger wall on clock;
drop trigger wall_anew on clock;
drop function sundial_clocks_move();
drop function sundial_clock_wall();
