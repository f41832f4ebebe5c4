;; Dot products of rows of signed bytes with one query of 16-bit integers, 32 dimensions a step.
;; memory: the query at byte 0, the results from byte 32768 on, rows from byte 65536 on; a row's length is a multiple of 32.
(module
  (memory (export "memory") 2 65536)

  ;; The rows from address $row on, one after the other; results as i32 from $out on.
  (func (export "scan") (param $row i32) (param $count i32) (param $stride i32) (param $out i32)
    (local $stop i32)
    (local.set $stop (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 2))))
    (loop $rows
      (i32.store (local.get $out) (call $dot (local.get $row) (local.get $stride)))
      (local.set $row (i32.add (local.get $row) (local.get $stride)))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $rows (i32.lt_u (local.get $out) (local.get $stop)))))

  ;; The rows whose numbers stand at $out, as u32; each number is replaced by its result.
  (func (export "gather") (param $rows i32) (param $count i32) (param $stride i32) (param $out i32)
    (local $stop i32)
    (local.set $stop (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 2))))
    (loop $each
      (i32.store
        (local.get $out)
        (call $dot
          (i32.add (local.get $rows) (i32.mul (i32.load (local.get $out)) (local.get $stride)))
          (local.get $stride)))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $each (i32.lt_u (local.get $out) (local.get $stop)))))

  ;; In how many bits each row of bits differs from the query's, 128 a step; a row's length is a multiple of 16.
  (func (export "distances") (param $row i32) (param $count i32) (param $stride i32) (param $out i32)
    (local $sum v128) (local $query i32) (local $end i32) (local $stop i32)
    (local.set $stop (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 2))))
    (loop $rows
      (local.set $sum (v128.const i32x4 0 0 0 0))
      (local.set $query (i32.const 0))
      (local.set $end (i32.add (local.get $row) (local.get $stride)))
      (loop $bits
        (local.set $sum (i16x8.add (local.get $sum) (i16x8.extadd_pairwise_i8x16_u
          (i8x16.popcnt (v128.xor (v128.load (local.get $row)) (v128.load (local.get $query)))))))
        (local.set $row (i32.add (local.get $row) (i32.const 16)))
        (local.set $query (i32.add (local.get $query) (i32.const 16)))
        (br_if $bits (i32.lt_u (local.get $row) (local.get $end))))
      (local.set $sum (i32x4.extadd_pairwise_i16x8_u (local.get $sum)))
      (i32.store
        (local.get $out)
        (i32.add
          (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
          (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum)))))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $rows (i32.lt_u (local.get $out) (local.get $stop)))))

  (func $dot (param $row i32) (param $stride i32) (result i32)
    (local $even v128) (local $odd v128) (local $query i32) (local $stop i32)
    (local.set $stop (i32.add (local.get $row) (local.get $stride)))
    (loop $dimensions
      (local.set $even (i32x4.add (local.get $even)
        (i32x4.dot_i16x8_s (v128.load8x8_s (local.get $row)) (v128.load (local.get $query)))))
      (local.set $odd (i32x4.add (local.get $odd)
        (i32x4.dot_i16x8_s (v128.load8x8_s offset=8 (local.get $row)) (v128.load offset=16 (local.get $query)))))
      (local.set $even (i32x4.add (local.get $even)
        (i32x4.dot_i16x8_s (v128.load8x8_s offset=16 (local.get $row)) (v128.load offset=32 (local.get $query)))))
      (local.set $odd (i32x4.add (local.get $odd)
        (i32x4.dot_i16x8_s (v128.load8x8_s offset=24 (local.get $row)) (v128.load offset=48 (local.get $query)))))
      (local.set $row (i32.add (local.get $row) (i32.const 32)))
      (local.set $query (i32.add (local.get $query) (i32.const 64)))
      (br_if $dimensions (i32.lt_u (local.get $row) (local.get $stop))))
    (local.set $even (i32x4.add (local.get $even) (local.get $odd)))
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $even)) (i32x4.extract_lane 1 (local.get $even)))
      (i32.add (i32x4.extract_lane 2 (local.get $even)) (i32x4.extract_lane 3 (local.get $even))))))
