-- The day on which somebody called an emergency number and it was answered by whom it is for; empty: nobody has yet.
ALTER TABLE emergency_numbers ADD COLUMN verified_on TEXT;
