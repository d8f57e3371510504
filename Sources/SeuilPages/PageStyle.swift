/// How pages about a policy look: on a wide screen, on a telephone, and on A4.
enum PageStyle {
    static let sheet = """
        :root{--ink:#1c2430;--soft:#4d5765;--line:#d5dae1;--band:#f1f5f9;--accent:#1f4e79;--blank:#fff7d6;--edge:#c9a227}
        *{box-sizing:border-box}
        html{-webkit-print-color-adjust:exact;print-color-adjust:exact}
        body{margin:0 auto;max-width:62rem;padding:2rem 1.5rem 3rem;color:var(--ink);background:#fff;
        font:16px/1.55 "Source Sans 3","Segoe UI","Helvetica Neue",Arial,"Liberation Sans",sans-serif}
        header{border-bottom:4px solid var(--accent);padding-bottom:1rem;margin-bottom:1.4rem}
        h1{font-size:2rem;line-height:1.15;margin:.1rem 0 .4rem}
        h2{font-size:1.25rem;line-height:1.3;margin:1.8rem 0 .4rem;color:var(--accent)}
        p,ul,dl{margin:.35rem 0}
        ul{padding-left:1.2rem}
        li{margin:.2rem 0}
        .kicker{color:var(--soft);font-weight:600;margin:0}
        .lead{font-size:1.15rem}
        dl>div{display:grid;grid-template-columns:15rem 1fr;gap:0 1.2rem;padding:.45rem 0;border-bottom:1px solid var(--line)}
        dt{font-weight:600;grid-row:1/99}
        dd{margin:0;grid-column:2;overflow-wrap:anywhere}
        dd+dd{margin-top:.25rem}
        table{border-collapse:collapse;width:100%;margin:.5rem 0;font-size:.96rem}
        th,td{text-align:left;vertical-align:top;padding:.4rem .7rem;border-bottom:1px solid var(--line)}
        thead th{border-bottom:2px solid var(--ink);line-height:1.25;vertical-align:bottom}
        tbody th{font-weight:600;width:13rem}
        .prominent{background:var(--band);border-left:6px solid var(--accent);padding:.6rem 1.1rem .7rem;margin:1.2rem 0}
        .prominent h2{margin-top:0}
        .blank{background:var(--blank);border:1px dashed var(--edge);color:#6b5500;font-style:italic;padding:.15rem .5rem;
        min-height:1.9rem}
        .blank::before{content:"✎ ";font-style:normal}
        td.blank{min-width:6rem}
        td:not(.blank)+td.blank:last-child{min-width:14rem}
        p,li,dd,td{text-wrap:pretty}
        code{font:.92em/1.3 "Source Code Pro",Menlo,Consolas,"Liberation Mono",monospace;background:var(--band);
        border-radius:3px;padding:.05em .3em;overflow-wrap:anywhere}
        :is(p,li,dd,td)>code{white-space:nowrap}
        .alarm td:last-child,.alarm th{color:#9a2a0a;font-weight:700}
        footer{border-top:1px solid var(--line);margin-top:2rem;padding-top:.6rem;color:var(--soft);font-size:.88rem}
        @media (max-width:36rem){:is(p,li,dd,td)>code{white-space:normal}body{padding:1rem .9rem 2rem}h1{font-size:1.6rem}.lead{font-size:1.05rem}
        dl>div{display:block}thead{display:none}tbody,tr,th,td{display:block;width:auto}
        tbody tr{border-bottom:1px solid var(--line);padding:.5rem 0}tbody th{width:auto;border:0;padding:0}
        td{border:0;padding:.1rem 0 .1rem .8rem}td::before{content:attr(data-column) " – ";color:var(--soft)}
        td.blank{margin:.2rem 0 .2rem .8rem;padding:.15rem .5rem;border:1px dashed var(--edge)}
        td.blank::before{content:"✎ " attr(data-column);color:inherit}}
        @page{size:A4;margin:13mm 16mm}
        @media print{body{padding:0;max-width:none;font-size:10.5pt}h2,h2+p,thead{break-after:avoid}
        .report{line-height:1.33}.report h2{margin-top:1rem}.report header{margin-bottom:.9rem;padding-bottom:.6rem}
        tr,li,dl>div,.poster .prominent,.report section:last-of-type{break-inside:avoid}table{font-size:9.5pt}th,td{padding:.2rem .5rem}td.blank{min-width:4.5rem}td:not(.blank)+td.blank:last-child{min-width:45mm}thead{display:table-header-group}
        .blank{min-height:1.7rem}}
        .poster{max-width:54rem}
        .poster h1{font-size:2.6rem}
        .poster h2{margin-top:1.2rem;font-size:1.35rem}
        .poster .lead{font-size:1.25rem}
        .poster main{font-size:1.12rem}
        .poster .prominent h2{font-size:1.7rem;margin-top:0}
        .poster ul{columns:3;column-gap:1.6rem;padding-left:1.1rem}
        .poster li{margin:0 0 .2rem;break-inside:avoid}
        @media (max-width:36rem){.poster h1{font-size:1.9rem}.poster .lead{font-size:1.1rem}.poster main{font-size:1rem}
        .poster ul{columns:2;column-gap:1rem}}
        @page poster{size:A4;margin:12mm 15mm}
        @media print{.poster{page:poster;font-size:13pt;line-height:1.33}.poster main{font-size:1em}.poster h1{font-size:30pt;margin:0 0 1mm}
        .poster .kicker{font-size:12pt}.poster .lead{font-size:14.5pt;line-height:1.25}.poster h2{font-size:15.5pt;margin:3.2mm 0 .5mm}
        .poster header{margin-bottom:2mm;padding-bottom:2.5mm}
        .poster p,.poster ul,.poster dl{margin:.6mm 0}.poster li{margin:0 0 .4mm}.poster .prominent{margin:3.5mm 0 1mm;padding:2.6mm 4.5mm 3mm}
        .poster .prominent h2{font-size:20pt;margin:0}
        .poster dl{font-size:10.5pt;line-height:1.3;margin-top:1.5mm}.poster dl>div{grid-template-columns:34mm 1fr;padding:.6mm 0}.poster .blank{min-height:5.4mm;padding:.3mm 1.5mm}
        .poster footer{margin-top:2mm;padding-top:1mm;border:0;font-size:8.5pt}
        .poster.dense{font-size:10.5pt}.poster.dense h2{font-size:13pt;margin-top:2mm}.poster.dense ul{font-size:9.5pt}}

        """
}
