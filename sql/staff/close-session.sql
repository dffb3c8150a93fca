SELECT close_staff_session($1) AS closed;
