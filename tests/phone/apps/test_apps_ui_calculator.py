def test_keys_work_out_a_formula(hand):
    hand.open("calculator")
    for key in ("1", "2", "plus", "3", "0", "multiply", "2"):
        hand.tap(description=key)
    assert hand.see(text="12+30×2")
    assert hand.see(text="72", resource_id="com.google.android.calculator:id/result_preview")
    hand.tap(description="equals")
    assert hand.see(text="72", resource_id="com.google.android.calculator:id/formula")
    hand.tap(description="clear")
    assert not hand.all(text="72")
